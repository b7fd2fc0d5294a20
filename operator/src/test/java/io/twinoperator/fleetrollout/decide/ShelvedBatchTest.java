package io.twinoperator.fleetrollout.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import io.twinoperator.fleetrollout.ledger.Batch;
import io.twinoperator.fleetrollout.ledger.Batch.Lane;
import io.twinoperator.fleetrollout.ledger.Batch.Outcome;
import io.twinoperator.fleetrollout.ledger.Batch.Work;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.Watch;
import io.twinoperator.fleetrollout.spec.Rate;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.twin.Cause;
import io.twinoperator.twin.LeafChange.SetLeaf;
import io.twinoperator.twin.LeafPath;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Batches whose job had to wait, and when a batch counts as written. */
class ShelvedBatchTest {
  private static final RolloutSpec SETS_A = Specs.changing(Map.of("desired.a", "5"), Set.of());
  private static final Instant LONG_AGO = Fleet.NOW.minusSeconds(3_000);

  @Test
  void itsDevicesWaitAndAreNotInFlight() {
    Ledger ledger = waiting();

    assertThat(ledger.progress().states()).isEqualTo("..");
    assertThat(ledger.openBatches()).isEmpty();
    assertThat(ledger.progress().watches().get(0).attempts()).as("no try of the device").isZero();
    assertThat(new Draft(ledger, Fleet.NOW).batches().changeOf(0)).isEmpty();
  }

  /** Two devices are ready for a job again; the batch made now is the same, or is not. */
  @ParameterizedTest(name = "the wave {0}, $version {1}: the same batch {2}")
  @CsvSource({"0, 3, true", "1, 3, false", "0, 4, false"})
  void itIsTakenUpIfItIsTheSame(int wave, long version, boolean same) {
    Draft draft = new Draft(waiting(), Fleet.NOW);
    Batch shelved = draft.batches().shelved().get(0);
    BatchPacker packer =
        new BatchPacker("fr", wave, 1, Fleet.NOW).orTakeUp(draft.batches().shelved(), Fleet.MARKER);

    packer.jobs(
        IntStream.range(0, 2)
            .mapToObj(
                member ->
                    new Writable(
                        member,
                        Fleet.twin("{}", "{a: 1, $version: %d}".formatted(version), "{}"),
                        List.of(
                            new SetLeaf(
                                LeafPath.parse("desired.a"),
                                IntNode.valueOf(5),
                                Cause.FIRST_SIGHT)),
                        Optional.empty()))
            .toList(),
        1,
        200);

    Batch packed = packer.packed().get(0);
    assertThat(packed.equals(shelved)).isEqualTo(same);
    draft.release(packed, MemberState.WRITTEN);
    assertThat(draft.batches().letters()).isEqualTo(same ? "o" : "vo");
    assertThat(draft.batches().added()).hasSize(same ? 0 : 1);
    assertThat(draft.batches().released()).containsExactly(packed);
  }

  /** It was made long ago and had to wait; what counts is when the hub took it. */
  @ParameterizedTest(name = "taken {0} s ago: {1} left of 60 a minute")
  @CsvSource({"70, 5", "59, 4", "4, 3"})
  void theRateCountsFromWhenItWasHandedOver(int secondsAgo, int left) {
    Ledger made = written();
    Ledger taken =
        Aftermath.ofCreatedJob(
            made, made.batches().get(0), SETS_A, Fleet.NOW.minusSeconds(secondsAgo));
    Draft draft = new Draft(taken, Fleet.NOW);
    draft.batches().close(taken.batches().get(0), Outcome.ENDED);

    assertThat(draft.batches().devicesSince(Fleet.NOW.minusSeconds(60), Work.CHANGE))
        .isEqualTo(left == 5 ? 0 : 2);
    assertThat(capacity(draft)).isEqualTo(left == 3 ? 3 : 5);
  }

  @Test
  void afterAStartTheLastMinutesWritesCountAsMadeNow() {
    Ledger ledger =
        Fleet.of("TT...")
            .batch(
                Fleet.batch(0, Work.CHANGE, Lane.TWIN_PATCH, Fleet.NOW.minusSeconds(50), 0, 1), 'e')
            .ledger();
    Instant later = Fleet.NOW.plusSeconds(20);

    assertThat(
            new Draft(ledger, later)
                .batches()
                .devicesSince(Fleet.NOW.minusSeconds(40), Work.CHANGE))
        .isZero();
    assertThat(
            new Draft(ledger.takenUp(later), later)
                .batches()
                .devicesSince(Fleet.NOW.minusSeconds(40), Work.CHANGE))
        .isEqualTo(2);
  }

  @Test
  void anOpenJobIsNotFreshAgainForAStart() {
    Ledger ledger = written().takenUp(Fleet.NOW);

    assertThat(ledger.handedOverAt(ledger.batches().get(0))).isEqualTo(LONG_AGO);
  }

  private static int capacity(Draft draft) {
    RolloutSpec spec =
        Specs.with(
            SETS_A,
            Specs.strategy(
                500, Optional.empty(), Optional.of(new Rate(60, 1, 10, OptionalInt.empty()))));
    return new Capacity(draft, spec).left();
  }

  private static Ledger written() {
    return Fleet.of("ww")
        .watch(0, Watch.from(LONG_AGO, 0, 1))
        .watch(1, Watch.from(LONG_AGO, 0, 1))
        .batch(Fleet.batch(0, Work.CHANGE, Lane.JOB, LONG_AGO, 0, 1), 'o')
        .ledger();
  }

  private static Ledger waiting() {
    Ledger ledger = written();
    return Aftermath.ofJobThatMustWait(ledger, ledger.batches().get(0), SETS_A, Fleet.NOW);
  }
}
