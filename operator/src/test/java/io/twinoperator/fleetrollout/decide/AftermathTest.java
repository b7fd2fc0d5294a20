package io.twinoperator.fleetrollout.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.fleetrollout.ledger.Batch;
import io.twinoperator.fleetrollout.ledger.Batch.Lane;
import io.twinoperator.fleetrollout.ledger.Batch.Work;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.Watch;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a ledger says of a device once the hub has answered its patch. */
class AftermathTest {
  private static final RolloutSpec SETS_A = Specs.changing(Map.of("desired.a", "5"), Set.of());
  private static final Batch PATCH = Fleet.batch(0, Work.CHANGE, Lane.TWIN_PATCH, Fleet.NOW, 0);

  /** The patch was made two seconds after the pass began; its answer may have been lost. */
  @ParameterizedTest(name = "{0}: {1} attempts")
  @CsvSource({"WRITTEN, 1", "UNKNOWN, 0"})
  void theTimeToAnswerRunsFromTheWrite(PatchResult.Kind kind, int attempts) {
    Ledger before = Fleet.of("w").watch(0, Watch.from(Fleet.NOW, 0, 1)).batch(PATCH, 'o').ledger();
    Instant written = Fleet.NOW.plusSeconds(2);

    Ledger after =
        Aftermath.ofPatches(before, PATCH, Map.of(0, PatchResult.of(kind)), SETS_A, written);

    assertThat(after.progress().watches()).containsEntry(0, Watch.from(written, 2_000, attempts));
    assertThat(after.progress().visibleMillis()).isEqualTo(2_000);
  }
}
