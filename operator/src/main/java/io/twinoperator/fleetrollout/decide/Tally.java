package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.MemberState.Standing;
import java.util.EnumMap;
import java.util.Map;

/** Devices by state; the states always sum to the total, since each device was counted once. */
public final class Tally {
  private final Map<MemberState, Integer> counts = new EnumMap<>(MemberState.class);
  private int total;

  /** Counts states. */
  public static Tally of(Iterable<MemberState> states) {
    Tally tally = new Tally();
    for (MemberState state : states) {
      tally.counts.merge(state, 1, Integer::sum);
      tally.total++;
    }
    return tally;
  }

  /** Devices in a state. */
  public int of(MemberState state) {
    return counts.getOrDefault(state, 0);
  }

  /** All devices. */
  public int total() {
    return total;
  }

  /** Devices that were handed to the hub and are not decided. */
  public int inFlight() {
    return of(Standing.IN_FLIGHT);
  }

  /** Devices that count as failed. */
  public int failed() {
    return of(Standing.FAILURE);
  }

  /** Devices that this rollout brought to converge. */
  public int converged() {
    return of(Standing.SUCCESS);
  }

  /** Devices that failed or converged. */
  public int decided() {
    return failed() + converged();
  }

  private int of(Standing standing) {
    return counts.entrySet().stream()
        .filter(entry -> entry.getKey().standing() == standing)
        .mapToInt(Map.Entry::getValue)
        .sum();
  }
}
