package io.twinoperator.fleetrollout.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Standing;
import io.twinoperator.fleetrollout.decide.RolloutObservation.LaneRoom;
import io.twinoperator.fleetrollout.ledger.Batch;
import io.twinoperator.fleetrollout.ledger.Batch.Lane;
import io.twinoperator.fleetrollout.ledger.Batch.Work;
import io.twinoperator.fleetrollout.ledger.Watch;
import io.twinoperator.fleetrollout.spec.Rate;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NextPassTest {
  private static final RolloutSpec SETS_A = Specs.changing(Map.of("desired.a", "5"), Set.of());

  /** A hub that is out of quota for hours is not asked every few seconds. */
  @ParameterizedTest(name = "{0}, not seen for {1} s: {2} s")
  @CsvSource({
    "BLIND, 0, 5",
    "BLIND, 20, 5",
    "BLIND, 60, 15",
    "BLIND, 240, 60",
    "BLIND, 3600, 60",
    "PAUSED_BY_SPEC, 3600, 60",
  })
  void theLongerTheHubIsAwayTheMoreSeldomItIsAsked(Stage stage, int unseen, int seconds) {
    Instant now = Fleet.NOW.plusSeconds(unseen);

    assertThat(after(Fleet.of("w."), SETS_A, stage, Optional.of("it is away"), now))
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void aJobThatMayBeCalledBackIsLookedForAllTheTime() {
    Fleet fleet = Fleet.of("w.").batch(batch(Lane.JOB, 0, 0), 'o');

    assertThat(
            after(
                fleet,
                SETS_A,
                Stage.PAUSED_BY_SPEC,
                Optional.of("it is away"),
                Fleet.NOW.plusSeconds(3600)))
        .isEqualTo(Duration.ofSeconds(5));
  }

  /** Who waits for others to answer is thought of when one of them is read. */
  @ParameterizedTest(name = "{0} may be in flight, read {1} times: {2} s")
  @CsvSource({"1, 0, 2", "1, 4, 60", "2, 0, 1"})
  void whoWaitsForAnAnswerIsNotThoughtOfBeforeItIsRead(int most, int reads, int seconds) {
    Fleet fleet =
        Fleet.of("w..")
            .watch(0, new Watch(Fleet.NOW.toEpochMilli(), millis(reads), reads, 0, 0, 1));

    assertThat(progressing(fleet, most, Optional.empty())).isEqualTo(Duration.ofSeconds(seconds));
  }

  private static long millis(int reads) {
    return reads == 0 ? 0 : Fleet.NOW.toEpochMilli();
  }

  /** At sixty a minute five are written in five seconds; then it is waited for those to pass. */
  @ParameterizedTest(name = "five of five seconds were written {0} s ago: {1} s")
  @CsvSource({"1, 4", "3, 2", "5, 1"})
  void whoWaitsForTheRateIsThoughtOfWhenItHasRoom(int ago, int seconds) {
    Fleet fleet = Fleet.of("TTTTT...").batch(batch(Lane.TWIN_PATCH, ago, 0, 1, 2, 3, 4), 'e');
    Rate rate = new Rate(60, 1, 10, OptionalInt.empty());

    assertThat(progressing(fleet, 500, Optional.of(rate))).isEqualTo(Duration.ofSeconds(seconds));
  }

  private static Batch batch(Lane lane, int secondsAgo, int... members) {
    return Fleet.batch(0, Work.CHANGE, lane, Fleet.NOW.minusSeconds(secondsAgo), members);
  }

  private static Duration progressing(Fleet fleet, int most, Optional<Rate> rate) {
    RolloutSpec spec = Specs.with(SETS_A, Specs.strategy(most, Optional.empty(), rate));
    return after(fleet, spec, Stage.PROGRESSING, Optional.empty(), Fleet.NOW);
  }

  private static Duration after(
      Fleet fleet, RolloutSpec spec, Stage stage, Optional<String> blind, Instant now) {
    RolloutObservation seen =
        new RolloutObservation(
            spec,
            "fr-1",
            Fleet.MARKER,
            fleet.ledger(),
            Optional.empty(),
            new TreeMap<>(),
            Map.of(),
            Map.of(),
            Map.of(),
            Outlook.without(100, 100),
            0,
            blind,
            new LaneRoom(1, 400, 50, 50),
            now,
            now);
    NextPass next = new NextPass(new Draft(fleet.ledger(), now), seen);
    return Duration.between(now, next.after(Standing.of(stage, "as it is")));
  }
}
