package io.twinoperator.fleetrollout.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.fleetrollout.ledger.Batch.Lane;
import io.twinoperator.fleetrollout.ledger.Batch.Work;
import io.twinoperator.fleetrollout.spec.Amount;
import io.twinoperator.fleetrollout.spec.DisruptionBudget;
import io.twinoperator.fleetrollout.spec.Rate;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.twin.LeafPath;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapacityTest {
  private static final RolloutSpec SETS_A = Specs.changing(Map.of("desired.a", "5"), Set.of());

  /** What is in flight and what the rate still allows are two bounds; the smaller one holds. */
  @ParameterizedTest(name = "{0} in flight of {1}, {2} written of 60 a minute: {3}, bound by {4}")
  @CsvSource({
    "0, 3, 0, 3, MAX_CONCURRENCY",
    "3, 3, 0, 0, MAX_CONCURRENCY",
    "5, 3, 0, 0, MAX_CONCURRENCY",
    "0, 9, 0, 5, RATE",
    "1, 9, 4, 1, RATE",
    "0, 9, 5, 0, RATE",
  })
  void theSmallerOneHolds(int inFlight, int most, int written, int left, Limit binding) {
    Fleet fleet =
        Fleet.of("w".repeat(inFlight) + "T".repeat(5) + "....")
            .batch(
                Fleet.batch(
                    0,
                    Work.CHANGE,
                    Lane.TWIN_PATCH,
                    Fleet.NOW.minusSeconds(1),
                    IntStream.range(inFlight, inFlight + written).toArray()),
                'e');
    Capacity capacity =
        new Capacity(fleet.draft(), spec(most, Optional.empty(), Optional.of(rate(60))));

    assertThat(capacity.left()).isEqualTo(left);
    assertThat(capacity.binding()).isEqualTo(binding);
  }

  @Test
  void whatIsTakenCountsAtOnce() {
    DisruptionBudget budget =
        new DisruptionBudget(List.of(LeafPath.parse("tags.line")), new Amount.Count(1));
    Capacity capacity =
        new Capacity(
            Fleet.of("....").groups("0011").draft(),
            spec(3, Optional.of(budget), Optional.empty()));

    capacity.take(0);

    assertThat(capacity.left()).isEqualTo(2);
    assertThat(capacity.admits(1)).isFalse();
    assertThat(capacity.admits(2)).isTrue();
  }

  /** What was never handed over, and what goes the other way, was not written. */
  @ParameterizedTest(name = "{0}, {1}: {2}")
  @CsvSource({"CHANGE, e, 0", "CHANGE, o, 0", "CHANGE, v, 5", "UNDO, e, 5"})
  void onlyWritesOfTheChangeTakeOfTheRate(Work work, char outcome, int left) {
    Fleet fleet =
        Fleet.of("TTTTT...")
            .batch(
                Fleet.batch(0, work, Lane.TWIN_PATCH, Fleet.NOW.minusSeconds(1), 0, 1, 2, 3, 4),
                outcome);

    assertThat(
            new Capacity(fleet.draft(), spec(500, Optional.empty(), Optional.of(rate(60)))).left())
        .isEqualTo(left);
  }

  @Test
  void undosHaveAPaceOfTheirOwn() {
    Fleet fleet =
        Fleet.of("TTTTpp")
            .batch(
                Fleet.batch(0, Work.CHANGE, Lane.TWIN_PATCH, Fleet.NOW.minusSeconds(1), 0, 1, 2, 3),
                'e')
            .batch(Fleet.batch(1, Work.UNDO, Lane.TWIN_PATCH, Fleet.NOW.minusSeconds(1), 4), 'e');

    assertThat(Capacity.left(24, fleet.draft(), Work.UNDO)).isEqualTo(1);
    assertThat(Capacity.left(24, fleet.draft(), Work.CHANGE)).isZero();
  }

  private static Rate rate(int perMinute) {
    return new Rate(perMinute, 1, 10, OptionalInt.empty());
  }

  private static RolloutSpec spec(
      int maxConcurrency, Optional<DisruptionBudget> budget, Optional<Rate> rate) {
    return Specs.with(SETS_A, Specs.strategy(maxConcurrency, budget, rate));
  }
}
