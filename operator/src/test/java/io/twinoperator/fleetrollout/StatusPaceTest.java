package io.twinoperator.fleetrollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.NextTransition;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.Phase;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.WaveState;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.WaveStatus;
import io.twinoperator.api.v1alpha1.RolloutConflict;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is news in a status, and how often it is written. */
class StatusPaceTest {
  private static final RolloutKey KEY = new RolloutKey("plant", "interval");
  private static final Instant NOW = Instant.parse("2026-01-05T08:00:00Z");
  private static final FleetRolloutStatus BEFORE =
      FleetRolloutStatus.builder()
          .conditions(
              List.of(
                  new ConditionBuilder()
                      .withType("Ready")
                      .withStatus("False")
                      .withReason("Progressing")
                      .withMessage("0/9 converged")
                      .build()))
          .phase(Phase.Progressing)
          .message("0/9 converged")
          .currentWave("early")
          .waves(List.of(wave(WaveState.Soaking, 0, "2026-01-05T09:00:00Z")))
          .nextTransition(new NextTransition("2026-01-05T09:00:00Z", "SoakElapsed"))
          .countsObservedAt("2026-01-05T07:00:00Z")
          .eta("2026-01-05T09:00:00Z")
          .build();

  private static WaveStatus wave(WaveState state, int converged, String soakUntil) {
    return new WaveStatus("early", state, 9, converged, 0, 0, null, null, soakUntil, null);
  }

  static Stream<Arguments> news() {
    return Stream.of(
        Arguments.of("nothing", BEFORE, StatusNews.NONE),
        Arguments.of(
            "a later reading and an estimate that moved a little",
            BEFORE
                .edit()
                .countsObservedAt("2026-01-05T08:00:00Z")
                .eta("2026-01-05T09:00:59Z")
                .build(),
            StatusNews.NONE),
        Arguments.of(
            "an estimate that would be past by the next",
            BEFORE.edit().eta("2026-01-05T09:01:00Z").build(),
            StatusNews.PROGRESS),
        Arguments.of(
            "a soak that ends a second later",
            BEFORE
                .edit()
                .waves(List.of(wave(WaveState.Soaking, 0, "2026-01-05T09:00:01Z")))
                .build(),
            StatusNews.NONE),
        Arguments.of(
            "a soak that stood still for a minute",
            BEFORE
                .edit()
                .waves(List.of(wave(WaveState.Soaking, 0, "2026-01-05T09:01:00Z")))
                .build(),
            StatusNews.PROGRESS),
        Arguments.of(
            "another deadline, soon after",
            BEFORE
                .edit()
                .nextTransition(new NextTransition("2026-01-05T09:00:02Z", "SoakElapsed"))
                .build(),
            StatusNews.NONE),
        Arguments.of(
            "one more device",
            BEFORE
                .edit()
                .waves(List.of(wave(WaveState.Soaking, 1, "2026-01-05T09:00:00Z")))
                .build(),
            StatusNews.PROGRESS),
        Arguments.of(
            "another sentence",
            BEFORE.edit().message("1/9 converged").build(),
            StatusNews.PROGRESS),
        Arguments.of(
            "something to wait for", BEFORE.edit().waitingFor("rate").build(), StatusNews.PROGRESS),
        Arguments.of("another phase", BEFORE.edit().phase(Phase.Paused).build(), StatusNews.TURN),
        Arguments.of("another wave", BEFORE.edit().currentWave("rest").build(), StatusNews.TURN),
        Arguments.of(
            "another state of a wave",
            BEFORE
                .edit()
                .waves(List.of(wave(WaveState.Breached, 0, "2026-01-05T09:00:00Z")))
                .build(),
            StatusNews.TURN),
        Arguments.of(
            "an answer to an edit", BEFORE.edit().observedGeneration(2L).build(), StatusNews.TURN),
        Arguments.of(
            "somebody who stands against it",
            BEFORE
                .edit()
                .conflicts(List.of(new RolloutConflict("FleetRollout", "a/b", List.of(), 1)))
                .build(),
            StatusNews.TURN));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("news")
  void newsIsWhatMeansSomething(String what, FleetRolloutStatus after, StatusNews news) {
    assertThat(StatusNews.between(BEFORE, after)).as(what).isEqualTo(news);
    assertThat(StatusNews.between(null, after)).isEqualTo(StatusNews.TURN);
  }

  @Test
  void ofProgressOneWriteInTwoSecondsIsEnough() {
    StatusPace pace = new StatusPace();
    int writes = 0;
    FleetRolloutStatus written = BEFORE;
    for (int pass = 1; pass <= 600; pass++) {
      FleetRolloutStatus after = BEFORE.edit().message(pass + "/999 converged").build();
      Instant at = NOW.plusMillis(100L * pass);
      Optional<Duration> wait = pace.untilWrite(KEY, written, after, at);
      assertThat(wait).isPresent();
      assertThat(wait.get()).isLessThan(StatusPace.BETWEEN);
      if (wait.get().isZero()) {
        writes++;
        written = after;
      }
    }

    assertThat(writes).as("writes in a minute").isEqualTo(30);
  }

  @Test
  void aTurnIsWrittenAtOnceAndWhatIsNoNewsNever() {
    StatusPace pace = new StatusPace();
    FleetRolloutStatus moved = BEFORE.edit().message("1/9 converged").build();
    FleetRolloutStatus paused = moved.edit().phase(Phase.Paused).build();

    assertThat(pace.untilWrite(KEY, BEFORE, moved, NOW)).contains(Duration.ZERO);
    assertThat(pace.untilWrite(KEY, moved, paused, NOW)).contains(Duration.ZERO);
    assertThat(pace.untilWrite(KEY, paused, paused, NOW.plusSeconds(60))).isEmpty();
    assertThat(pace.untilWrite(new RolloutKey("plant", "other"), BEFORE, moved, NOW))
        .as("another rollout has a pace of its own")
        .contains(Duration.ZERO);
  }
}
