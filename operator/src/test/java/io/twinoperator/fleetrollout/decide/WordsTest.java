package io.twinoperator.fleetrollout.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.fleetrollout.ledger.MemberState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counts in words. Devices are given as the letters that stand for their states in the ledger. */
class WordsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ...      | 0/3 converged
          CCC      | 3/3 converged
          CCwaR.dd | 2/6 converged, 2 in flight, 1 rejected; 2 deferred
          Co       | 1/2 converged, 1 written offline
          FTU      | 0/3 converged, 1 timed out, 1 unverifiable, 1 write failed
          cxAg     | 0/0 converged; 1 claimed, 1 conflict, 1 already converged, 1 gone
          """)
  void whoIsPutAsideIsNotInTheDenominator(String letters, String words) {
    assertThat(Words.fraction(tally(letters))).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ppp..  | 3 | 0/3 undone, 3 to undo
          pppB   | 1 | 1/4 undone, 1 to undo, 2 to confirm
          BBB    | 0 | 3/3 undone
          BuukC  | 0 | 1/4 undone; 2 rollback unconfirmed, 1 rollback skipped
          """)
  void anUndoIsCountedOverWhomItIsFor(String letters, int unwritten, String words) {
    assertThat(Words.undo(tally(letters), unwritten)).isEqualTo(words);
  }

  private static Tally tally(String letters) {
    Iterable<MemberState> states =
        letters.chars().mapToObj(letter -> MemberState.of((char) letter)).toList();
    return Tally.of(states);
  }
}
