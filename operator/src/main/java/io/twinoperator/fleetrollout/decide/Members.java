package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.ledger.Course.Verdicts;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.MemberState.Standing;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** In which state and in which wave each member is, and how many are; counted as they move. */
final class Members {
  private final List<RolloutPlan.Member> planned;
  private final MemberState[] states;
  private final int[] waveOf;
  private final Map<Integer, Integer> moved;
  private final Tally all = new Tally();
  private final Tally[] byWave;
  private final StringBuilder accepted;
  private final BitSet applied;

  Members(Ledger ledger) {
    planned = ledger.plan().members();
    String letters = ledger.progress().states();
    states = new MemberState[letters.length()];
    waveOf = new int[letters.length()];
    moved = new HashMap<>(ledger.progress().moved());
    byWave = new Tally[ledger.plan().waves().size()];
    for (int wave = 0; wave < byWave.length; wave++) {
      byWave[wave] = new Tally();
    }
    for (int member = 0; member < states.length; member++) {
      states[member] = MemberState.of(letters.charAt(member));
      waveOf[member] = moved.getOrDefault(member, planned.get(member).wave());
      all.add(states[member]);
      byWave[waveOf[member]].add(states[member]);
    }
    Verdicts verdicts = ledger.progress().course().verdicts();
    accepted = new StringBuilder(verdicts.accepted());
    applied = verdicts.appliedMembers();
  }

  int size() {
    return states.length;
  }

  MemberState state(int member) {
    return states[member];
  }

  void state(int member, MemberState state) {
    all.move(states[member], state);
    byWave[waveOf[member]].move(states[member], state);
    states[member] = state;
    if (!accepted.isEmpty() && accepted.charAt(member) != state.letter()) {
      accepted.setCharAt(member, Verdicts.NOT_ACCEPTED); // What is decided next is another verdict.
    }
    if (showsTheChange(state)) {
      applied.set(member);
    }
  }

  private static boolean showsTheChange(MemberState state) {
    return state == MemberState.CONVERGED
        || state == MemberState.REGRESSED
        || state == MemberState.ALREADY_CONVERGED;
  }

  /** Takes note that a member was seen with the new value, whatever state it is in. */
  void applied(int member) {
    applied.set(member);
  }

  /** Whether a member was ever seen with the new value. */
  boolean hasApplied(int member) {
    return applied.get(member) || showsTheChange(states[member]);
  }

  /** Accepts what is decided by now: it counts no more as long as it stays as it is. */
  void accept() {
    accepted.setLength(0);
    for (MemberState state : states) {
      accepted.append(isDecided(state) ? state.letter() : Verdicts.NOT_ACCEPTED);
    }
  }

  private static boolean isDecided(MemberState state) {
    return state.standing() == Standing.FAILURE || state.standing() == Standing.SUCCESS;
  }

  /** Members by state but those whose verdict was accepted. */
  Tally unaccepted() {
    return accepted.isEmpty() ? all : unaccepted(IntStream.range(0, states.length));
  }

  /** The same of one wave. */
  Tally unaccepted(int wave) {
    return accepted.isEmpty() ? byWave[wave] : unaccepted(of(wave));
  }

  private Tally unaccepted(IntStream members) {
    Tally tally = new Tally();
    members
        .filter(member -> accepted.charAt(member) == Verdicts.NOT_ACCEPTED)
        .forEach(member -> tally.add(states[member]));
    return tally;
  }

  /** What is to be remembered of them. */
  Verdicts verdicts() {
    return Verdicts.of(accepted.toString(), applied);
  }

  int waveOf(int member) {
    return waveOf[member];
  }

  boolean fits(int member, int wave) {
    return planned.get(member).fitsInto(wave);
  }

  int group(int member) {
    return planned.get(member).group();
  }

  /** Members of a wave, in order. */
  IntStream of(int wave) {
    return in(member -> waveOf[member] == wave);
  }

  /** Members in a state, in order. */
  IntStream in(MemberState state) {
    return all.of(state) == 0 ? IntStream.empty() : in(member -> states[member] == state);
  }

  /** Members that a wave waits for: in flight, or gone away after they were written. */
  IntStream awaited() {
    return all.awaited() == 0
        ? IntStream.empty()
        : in(
            member ->
                states[member].standing() == Standing.IN_FLIGHT
                    || states[member].standing() == Standing.AWAY);
  }

  /** Members of a wave in a state, in order. */
  IntStream of(int wave, MemberState state) {
    return byWave[wave].of(state) == 0
        ? IntStream.empty()
        : in(member -> waveOf[member] == wave && states[member] == state);
  }

  private IntStream in(IntPredicate which) {
    return IntStream.range(0, states.length).filter(which);
  }

  /** All members by state. */
  Tally tally() {
    return all;
  }

  /** The members of a wave by state. */
  Tally tally(int wave) {
    return byWave[wave];
  }

  /** Swaps the waves of two members. */
  void swapWaves(int one, int other) {
    int wave = waveOf[one];
    move(one, waveOf[other]);
    move(other, wave);
  }

  /** Moves a member into another wave. */
  void move(int member, int wave) {
    byWave[waveOf[member]].remove(states[member]);
    byWave[wave].add(states[member]);
    waveOf[member] = wave;
    if (planned.get(member).wave() == wave) {
      moved.remove(member);
    } else {
      moved.put(member, wave);
    }
  }

  Map<Integer, Integer> moved() {
    return moved;
  }

  String letters() {
    StringBuilder letters = new StringBuilder(states.length);
    for (MemberState state : states) {
      letters.append(state.letter());
    }
    return letters.toString();
  }
}
