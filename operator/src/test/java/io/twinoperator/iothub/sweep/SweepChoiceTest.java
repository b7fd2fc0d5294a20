package io.twinoperator.iothub.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.v1alpha1.IoTHubStatus.SweepMode;
import io.twinoperator.hub.BudgetPolicy;
import io.twinoperator.hub.DailyMessages;
import io.twinoperator.hub.HubLimits;
import io.twinoperator.hub.OperationClass;
import io.twinoperator.iothub.sweep.SweepChoice.Situation;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepChoiceTest {

  private static final double QUARTER = 0.25;
  private static final int ID = 20;

  /** The interval is the default one, in minutes; the operator has 70 % of the hub. */
  @ParameterizedTest(name = "{0} x {1}, {2} of {3} devices: {4}, {5} calls, {6} min")
  @CsvSource({
    // tier, units, watched, on the hub, mode, calls, minutes
    "S1,   1,      1,       1, Each,       1,    1",
    "S1,   1,      1, 1000000, Each,       1,    1",
    "S1,   1,     19,   10000, Each,      19,    1",
    "S1,   1,     20,   10000, Listed,     1,    1",
    "S1,   1,    100,     100, Full,       1,    1",
    "S1,   1,    100,     101, Listed,     1,    1",
    "S1,   1,   2500,   10000, Listed,    25,    8",
    "S1,   1,  10000,   10000, Full,     100,   29",
    "S1,   1,  10000,       ?, Listed,   100,   29",
    "S1,   1,  10000, 1000000, Listed,   100,   29",
    "S1,  10,  10000,   10000, Full,     100,    3",
    "S1, 200,  10000,   10000, Full,     100,    1",
    "S1,   1, 100000,  100000, Full,    1000,  286",
    "S1,  10, 100000,  100000, Full,    1000,   29",
    // Queries are as scarce as on S1, and messages are not: reading each twin is the cheaper way.
    "S2,   1,  10000,   10000, Each,   10000,   10",
    "S2,  10,  10000,   10000, Full,     100,    3",
    "S3,   1,  10000,   10000, Full,     100,    1",
    "S3,   1, 100000,  100000, Full,    1000,    6",
    // 8,000 messages of 0.5 KB a day.
    "Free, 1,      1,       1, Full,       1,    1",
    "Free, 1,    500,     500, Full,       5,   83",
  })
  void theCheapestWayAndTheIntervalAtWhichItTakesAQuarter(
      String tier,
      int units,
      long watched,
      String onHub,
      SweepMode mode,
      long calls,
      long minutes) {
    SweepChoice choice = SweepChoice.of(situation(tier, units, watched, onHub, ID), QUARTER);

    assertThat(choice.mode()).isEqualTo(mode);
    assertThat(choice.calls()).isEqualTo(calls);
    assertThat(choice.defaultInterval(Duration.ofMinutes(1)))
        .isEqualTo(Duration.ofMinutes(minutes));
  }

  @ParameterizedTest
  @CsvSource({
    "S1, 1, 10000, 10000, 20, QUERIES",
    "S1, 1, 19, 19, 20, MESSAGES",
    "S2, 1, 10000, 10000, 20, MESSAGES",
    "S2, 3, 100, 100, 20, QUERIES",
    "S3, 10, 200000, 300000, 128, QUERIES",
    "Free, 1, 500, 500, 128, MESSAGES",
    "S2, 200, 1, 1, 128, READS",
  })
  void takesAQuarterAtMostOfWhatItIsMeasuredBy(
      String tier, int units, long watched, String onHub, int idLength, SweepChoice.Limit limit) {
    Situation situation = situation(tier, units, watched, onHub, idLength);

    SweepChoice choice = SweepChoice.of(situation, QUARTER);

    assertThat(choice.limit()).isEqualTo(limit);
    double seconds = choice.shortest().toMillis() / 1000.0;
    OperationClass operation =
        choice.mode() == SweepMode.Each ? OperationClass.TWIN_READ : OperationClass.QUERY;
    assertThat(choice.calls() / seconds)
        .isLessThanOrEqualTo(situation.budget().limits().perSecond(operation) * QUARTER);
    assertThat(choice.messages() * 86_400 / seconds)
        .isLessThanOrEqualTo(situation.quota().perDay() * QUARTER);
    double spacing = choice.spacing().toMillis() / 1000.0;
    assertThat(1 / spacing)
        .isLessThanOrEqualTo(situation.budget().limits().perSecond(operation) * QUARTER);
  }

  @Test
  void longIdsMakeMoreQueriesOfTheSameDevices() {
    SweepChoice listed = SweepChoice.of(situation("S1", 1, 500, "100000", 130), QUARTER);

    assertThat(listed.mode()).isEqualTo(SweepMode.Listed);
    assertThat(listed.calls()).isGreaterThan(8);
  }

  @Test
  void whereTheBudgetIsNotKeptTheMessagesAloneCount() {
    Situation kept = situation("S1", 1, 10_000, "10000", ID);
    Situation situation =
        new Situation(
            BudgetPolicy.unlimited(kept.budget().limits()),
            kept.quota(),
            kept.watched(),
            kept.onHub(),
            kept.idLength());

    SweepChoice choice = SweepChoice.of(situation, QUARTER);

    assertThat(choice.limit()).isEqualTo(SweepChoice.Limit.MESSAGES);
    assertThat(choice.defaultInterval(Duration.ofMinutes(1))).isEqualTo(Duration.ofMinutes(5));
    assertThat(choice.spacing()).isZero();
  }

  private static Situation situation(
      String tier, int units, long watched, String onHub, int idLength) {
    HubLimits.Tier parsed = HubLimits.Tier.valueOf(tier.toUpperCase(Locale.ROOT));
    Optional<Long> known = onHub.equals("?") ? Optional.empty() : Optional.of(Long.valueOf(onHub));
    return new Situation(
        BudgetPolicy.enforced(HubLimits.of(parsed, units, 70)),
        DailyMessages.of(parsed, units),
        watched,
        known,
        idLength);
  }
}
