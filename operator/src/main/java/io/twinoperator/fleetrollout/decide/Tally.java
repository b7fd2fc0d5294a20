package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.MemberState.Standing;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;

/** Devices by state; the states always sum to the total, since each device is counted once. */
public final class Tally {
  private final Map<MemberState, Integer> counts = new EnumMap<>(MemberState.class);
  private final Map<Standing, Integer> standings = new EnumMap<>(Standing.class);
  private int total;

  /** Counts states. */
  public static Tally of(Iterable<MemberState> states) {
    Tally tally = new Tally();
    states.forEach(tally::add);
    return tally;
  }

  void add(MemberState state) {
    count(state, 1);
  }

  void remove(MemberState state) {
    count(state, -1);
  }

  private void count(MemberState state, int more) {
    counts.merge(state, more, Integer::sum);
    standings.merge(state.standing(), more, Integer::sum);
    total += more;
  }

  void move(MemberState from, MemberState to) {
    remove(from);
    add(to);
  }

  /** Devices in a state. */
  public int of(MemberState state) {
    return counts.getOrDefault(state, 0);
  }

  /** Devices in any of these states. */
  public int of(Collection<MemberState> states) {
    return states.stream().mapToInt(this::of).sum();
  }

  /** Devices of a standing. */
  public int of(Standing standing) {
    return standings.getOrDefault(standing, 0);
  }

  /** All devices. */
  public int total() {
    return total;
  }

  /** Devices that were handed to the hub and are expected to answer. */
  public int inFlight() {
    return of(Standing.IN_FLIGHT);
  }

  /** Devices that a wave waits for: in flight, or gone away after they were written. */
  public int awaited() {
    return inFlight() + of(Standing.AWAY);
  }

  /** Devices in a state of failure, whether the failure policy counts it or not. */
  public int failed() {
    return of(Standing.FAILURE);
  }

  /** Devices that this rollout brought to converge. */
  public int converged() {
    return of(Standing.SUCCESS);
  }
}
