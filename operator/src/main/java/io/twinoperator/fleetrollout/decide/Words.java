package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.MemberState.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Counts and states in words for people. */
final class Words {
  private static final int MAX_NAMES = 5;

  private Words() {}

  /** A state in words. */
  static String of(MemberState state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Every state that some device is in, with its number. */
  static String counts(Tally tally) {
    List<String> parts = new ArrayList<>();
    for (MemberState state : MemberState.values()) {
      if (tally.of(state) > 0) {
        parts.add(tally.of(state) + " " + of(state));
      }
    }
    return parts.isEmpty() ? "no devices" : String.join(", ", parts);
  }

  /** Names in a sentence; of many only the first ones. */
  static String list(List<String> names) {
    return list(", ", names);
  }

  /** The same with something else between two. */
  static String list(String between, List<String> names) {
    int shown = names.size() <= MAX_NAMES + 1 ? names.size() : MAX_NAMES;
    String text = String.join(between, names.subList(0, shown));
    return shown == names.size() ? text : text + " and " + (names.size() - shown) + " more";
  }

  /** Such as {@code 1 device} or {@code 12 devices}. */
  static String devices(int number) {
    return number == 1 ? "1 device" : number + " devices";
  }

  /** The current wave in a sentence; after the last one, the rollout. */
  static String progress(Draft draft) {
    return draft
        .currentWave()
        .map(
            wave ->
                "wave %s: %s"
                    .formatted(draft.waveName(wave), fraction(draft.members().tally(wave))))
        .orElseGet(() -> "all waves are done: " + fraction(draft.members().tally()));
  }

  /**
   * How many of the devices that count have converged, what has become of the others, and who is
   * put aside, such as {@code 48/59 converged, 6 in flight, 1 rejected; 7 deferred}. What is
   * missing in the sum waits for its turn.
   */
  static String fraction(Tally tally) {
    int counting = tally.total() - tally.of(Standing.ASIDE);
    List<String> parts = new ArrayList<>();
    parts.add("%d/%d converged".formatted(tally.converged(), counting));
    if (tally.inFlight() > 0) {
      parts.add(tally.inFlight() + " in flight");
    }
    parts.addAll(states(tally, Standing.AWAY));
    parts.addAll(states(tally, Standing.FAILURE));
    parts.addAll(states(tally, Standing.UNDOING));
    parts.addAll(states(tally, Standing.UNDONE));
    List<String> aside = states(tally, Standing.ASIDE);
    String text = String.join(", ", parts);
    return aside.isEmpty() ? text : text + "; " + String.join(", ", aside);
  }

  /**
   * How far an undo has come, such as {@code 3/9 undone, 4 to undo, 2 to confirm; 1 rollback
   * skipped}.
   *
   * @param unwritten devices that were not yet given back what they had
   */
  static String undo(Tally tally, int unwritten) {
    int undone = tally.of(MemberState.ROLLED_BACK);
    int unconfirmed = tally.of(MemberState.ROLLBACK_PENDING) - unwritten;
    List<String> parts = new ArrayList<>();
    parts.add(
        "%d/%d undone".formatted(undone, tally.of(Standing.UNDOING) + tally.of(Standing.UNDONE)));
    if (unwritten > 0) {
      parts.add(unwritten + " to undo");
    }
    if (unconfirmed > 0) {
      parts.add(unconfirmed + " to confirm");
    }
    List<String> exceptions = new ArrayList<>(states(tally, Standing.UNDONE));
    exceptions.remove(undone + " " + of(MemberState.ROLLED_BACK));
    String text = String.join(", ", parts);
    return exceptions.isEmpty() ? text : text + "; " + String.join(", ", exceptions);
  }

  private static List<String> states(Tally tally, Standing standing) {
    return Stream.of(MemberState.values())
        .filter(state -> state.standing() == standing && tally.of(state) > 0)
        .map(state -> tally.of(state) + " " + of(state))
        .toList();
  }
}
