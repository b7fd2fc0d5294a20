package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.ledger.MemberState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
    int shown = names.size() <= MAX_NAMES + 1 ? names.size() : MAX_NAMES;
    String text = String.join(", ", names.subList(0, shown));
    return shown == names.size() ? text : text + " and " + (names.size() - shown) + " more";
  }

  /** The current wave in a sentence. */
  static String progress(Draft draft, Tally all) {
    return draft
        .currentWave()
        .map(
            wave ->
                "wave %s: %s; all: %s"
                    .formatted(draft.waveName(wave), counts(draft.tally(wave)), counts(all)))
        .orElse("after the last wave: " + counts(all));
  }
}
