package io.twinoperator.fleetrollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.emulator.device.SimulatedFleet;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Stories of what devices say or do not say, and of how a rollout stops, stands and is undone. */
class ProofAndStopStoriesTest {
  private static final Duration LONG = Duration.ofHours(4);
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** In a fleet of 12 it comes second, in the wave of three after the canary. */
  private static final String SECOND_WAVE = "sensor-temp-009";

  private static final String SPEC =
      """
      hubRef: {name: plant}
      selector: {query: "tags.environment = 'production'"}
      expectedDevices: {max: 1000}
      patch: {desired: {telemetryInterval: 10}}
      state: Run
      strategy:
        waves:
        - {name: canary, size: 1, minSuccessTime: 30s}
        - {name: early, size: 25%, successThreshold: 50%, minSuccessTime: 1m}
        progressDeadline: 5m
      failurePolicy: {maxFailures: 2}
      """;

  @Test
  void aDeviceThatSays202FirstIsAppliedWhenItIsDone() {
    RolloutStory story = story(new Behaviour.AcceptThenApply(SECOND, Duration.ofSeconds(40)));
    story.runUntil(
        LONG, result -> story.status().counts() != null && story.status().counts().applying() == 1);
    story.say("-- " + SECOND_WAVE + " is counted as applying");
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.end();

    Fact.assertStory(
        "accepts-first",
        story,
        Fact.endsIn(Stage.SUCCEEDED),
        Fact.counts("Converged 12"),
        Fact.that(
            "the last wave waits for the device that takes 40 s",
            told ->
                assertThat(told.watch.writtenBetween(Duration.ZERO, Duration.ofSeconds(130)))
                    .isEqualTo(4)));
  }

  /** It acknowledges an older version, with the wanted value, and nothing more. */
  @Test
  void aStaleAcknowledgementProvesNothing() {
    RolloutStory story = story(new Behaviour.Silent());
    story.report(SECOND_WAVE, "{\"telemetryInterval\": {\"value\": 10, \"ac\": 200, \"av\": 1}}");
    story.devices().device(SECOND_WAVE).connect();
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.end();

    Fact.assertStory(
        "stale-acknowledgement",
        story,
        Fact.endsIn(Stage.SUCCEEDED),
        Fact.counts("Converged 11, TimedOut 1"),
        Fact.intervals("10 on 12"));
  }

  @Test
  void aLiarIsRejectedAtOnceAndASilentDeviceWhenItsTimeIsUp() {
    RolloutStory story =
        story(
            rules -> {
              rules.behaviour(SECOND_WAVE, new Behaviour.Lie(SECOND));
              rules.behaviour("sensor-temp-005", new Behaviour.Silent());
            },
            SPEC.replace("successThreshold: 50%", "successThreshold: 30%"));
    story.runUntil(
        LONG, result -> story.status().counts() != null && story.status().counts().rejected() == 1);
    assertThat(Duration.between(RolloutStory.START, story.clock.instant()))
        .isLessThan(Duration.ofMinutes(1));
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.end();

    Fact.assertStory(
        "liar-and-silent",
        story,
        Fact.endsIn(Stage.SUCCEEDED),
        Fact.counts("Converged 10, Rejected 1, TimedOut 1"),
        Fact.takes(Duration.ofMinutes(5), Duration.ofMinutes(8)));
  }

  @Test
  void aDeviceThatFallsBackLaterIsNoticed() {
    RolloutStory story = story(new Behaviour.Acknowledge(SECOND));
    story.runUntil(LONG, result -> story.watch.written() == 4);
    story.runUntil(LONG, result -> story.status().counts().converged() == 4);
    story.report(SECOND_WAVE, "{\"telemetryInterval\": 30}");
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.end();

    Fact.assertStory(
        "regressed",
        story,
        Fact.endsIn(Stage.SUCCEEDED),
        Fact.counts("Converged 11, Regressed 1"),
        Fact.intervals("10 on 12"));
  }

  @Test
  void aCriterionMayAbort() {
    RolloutStory story =
        story(
            rules -> rules.behaviour(SECOND_WAVE, new Behaviour.Reject(SECOND, 400, "no")),
            SPEC.replace(
                "{maxFailures: 2}",
                "{maxFailures: 5, criteria: [{state: Rejected, max: 0, action: Abort}]}"));
    story.runUntil(LONG, Stage.ABORTED_BY_BREACH);
    story.end();

    Fact.assertStory(
        "criterion-abort",
        story,
        Fact.endsIn(Stage.ABORTED_BY_BREACH),
        Fact.counts("Pending 8, Converged 3, Rejected 1"),
        Fact.everWritten(4),
        Fact.intervals("10 on 4, 30 on 8"));
  }

  @Test
  void aCriterionMayRollBack() {
    RolloutStory story =
        story(
            rules -> rules.behaviour(SECOND_WAVE, new Behaviour.Reject(SECOND, 400, "no")),
            SPEC.replace(
                "{maxFailures: 2}",
                "{maxFailures: 5, criteria: [{state: Rejected, max: 0, action: Rollback}]}"));
    story.runUntil(LONG, Stage.ROLLED_BACK_BY_BREACH);
    story.end();

    Fact.assertStory(
        "criterion-rollback",
        story,
        Fact.endsIn(Stage.ROLLED_BACK_BY_BREACH),
        Fact.counts("Pending 8, RolledBack 4"),
        Fact.everWritten(4),
        Fact.intervals("30 on 12"));
  }

  /** One had 45, one nothing; one is edited by somebody else, one is away when it is undone. */
  @Test
  void eachDeviceGetsBackWhatItHad() {
    RolloutStory story = story(rules -> {}, SPEC);
    story.foreignPatch(
        "sensor-temp-001", "{\"properties\": {\"desired\": {\"telemetryInterval\": 45}}}");
    story.foreignPatch(
        "sensor-temp-002", "{\"properties\": {\"desired\": {\"telemetryInterval\": null}}}");
    story.advanceTo(RolloutStory.START.plusSeconds(5));
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.foreignPatch(
        "sensor-temp-003", "{\"properties\": {\"desired\": {\"telemetryInterval\": 77}}}");
    story.devices().device("sensor-temp-006").disconnect();
    story.edit("state: Run", "state: Rollback");
    story.runUntil(LONG, result -> story.status().counts().rolledBack() == 10);
    assertThat(story.watch.intervals())
        .as("the undo of the device that is away is in its twin at once")
        .isEqualTo("none on 1, 30 on 9, 45 on 1, 77 on 1");
    story.say("-- sensor-temp-006 is back");
    story.devices().device("sensor-temp-006").connect();
    story.runUntil(LONG, Stage.ROLLED_BACK_WITH_EXCEPTIONS);
    story.end();

    Fact.assertStory(
        "rollback",
        story,
        Fact.endsIn(Stage.ROLLED_BACK_WITH_EXCEPTIONS),
        Fact.counts("RolledBack 11, RollbackSkipped 1"),
        Fact.intervals("none on 1, 30 on 9, 45 on 1, 77 on 1"));
  }

  @Test
  void aFinishedRolloutCanBeRolledBack() {
    RolloutStory story = story(rules -> {}, SPEC);
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.edit("state: Run", "state: Rollback");
    story.runUntil(LONG, Stage.ROLLED_BACK);
    story.end();

    Fact.assertStory(
        "rollback-of-finished",
        story,
        Fact.endsIn(Stage.ROLLED_BACK),
        Fact.counts("RolledBack 12"),
        Fact.intervals("30 on 12"));
  }

  @Test
  void anAbortWaitsForAJobThatRuns() {
    RolloutStory story = story(rules -> {}, SPEC + "writer: {mode: Job}\n");
    story.runUntil(LONG, result -> !result.ledger().orElseThrow().openBatches().isEmpty());
    story.advanceTo(story.clock.instant().plusMillis(500));
    story.edit("state: Run", "state: Abort");
    story.runUntil(LONG, Stage.ABORTED);
    story.end();

    Fact.assertStory(
        "abort-with-job",
        story,
        Fact.endsIn(Stage.ABORTED),
        Fact.that(
            "no second wave is written",
            told -> assertThat(told.watch.written()).isLessThanOrEqualTo(1)));
  }

  @Test
  void aPauseStopsAndARunGoesOn() {
    RolloutStory story = story(rules -> {}, SPEC);
    story.runUntil(LONG, result -> story.watch.written() == 4);
    story.edit("state: Run", "state: Pause");
    story.runUntil(LONG, Stage.PAUSED_BY_SPEC);
    story.advanceTo(story.clock.instant().plus(Duration.ofMinutes(10)));
    story.onePass();
    assertThat(story.watch.written()).isEqualTo(4);
    story.end();
    story.edit("state: Pause", "state: Run");
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.end();

    Fact.assertStory(
        "pause",
        story,
        Fact.endsIn(Stage.SUCCEEDED),
        Fact.counts("Converged 12"),
        Fact.that(
            "nobody is written in ten minutes of pause, nor is anybody blamed for them",
            told ->
                assertThat(
                        told.watch.writtenBetween(Duration.ofSeconds(36), Duration.ofMinutes(10)))
                    .isZero()));
  }

  @Test
  void theAnnotationHoldStopsEverythingButCancels() {
    RolloutStory story = story(rules -> {}, SPEC);
    story.runUntil(LONG, result -> story.watch.written() == 1);
    story.hold();
    story.runUntil(LONG, Stage.HELD);
    story.edit("state: Run", "state: Rollback");
    story.advanceTo(story.clock.instant().plus(Duration.ofMinutes(10)));
    story.runUntil(LONG, Stage.HELD);
    assertThat(story.watch.intervals()).isEqualTo("10 on 1, 30 on 11");
    story.end();
    story.release();
    story.runUntil(LONG, Stage.ROLLED_BACK);
    story.end();

    Fact.assertStory(
        "hold",
        story,
        Fact.endsIn(Stage.ROLLED_BACK),
        Fact.everWritten(1),
        Fact.intervals("30 on 12"),
        Fact.takes(Duration.ofMinutes(10), Duration.ofMinutes(12)));
  }

  @Test
  void aBakeThatBreachesStops() {
    RolloutStory story =
        story(
            rules -> {},
            SPEC.replace("{maxFailures: 2}", "{maxFailures: 0}") + "rollback: {bakeTime: 10m}\n");
    story.runUntil(LONG, Stage.BAKING);
    story.advanceTo(story.clock.instant().plus(Duration.ofMinutes(2)));
    story.report("sensor-temp-003", "{\"telemetryInterval\": 30}");
    story.runUntil(LONG, Stage.PAUSED_BY_BREACH);
    story.end();

    Fact.assertStory(
        "bake-breached",
        story,
        Fact.endsIn(Stage.PAUSED_BY_BREACH),
        Fact.counts("Converged 11, Regressed 1"),
        Fact.takes(Duration.ofSeconds(200), Duration.ofMinutes(6)));
  }

  private static RolloutStory story(Behaviour ofTheSecond) {
    return story(rules -> rules.behaviour(SECOND_WAVE, ofTheSecond), SPEC);
  }

  private static RolloutStory story(Consumer<SimulatedFleet.Builder> rules, String spec) {
    return new RolloutStory().fleet(12, rules).spec(spec);
  }
}
