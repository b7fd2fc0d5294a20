package io.twinoperator.fleetrollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Stories of options that few use: each says what differs. */
class SmallPolicyStoriesTest {
  private static final Duration LONG = Duration.ofHours(4);
  private static final Duration SECOND = Duration.ofSeconds(1);

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
        - {name: early, size: 25%, minSuccessTime: 1m}
        progressDeadline: 5m
      failurePolicy: {maxFailures: 2}
      """;

  @Test
  void aRollbackOfTheWaveAloneLeavesTheOthers() {
    RolloutStory story =
        new RolloutStory()
            .fleet(
                12,
                rules ->
                    rules.behaviour(
                        "sensor-temp-009", new Behaviour.Reject(SECOND, 400, "below 15")))
            .spec(
                SPEC.replace("{maxFailures: 2}", "{maxFailures: 0, action: Rollback}")
                    + "rollback: {scope: Wave}\n");
    story.runUntil(LONG, Stage.ROLLED_BACK_BY_BREACH);
    story.end();

    Fact.assertStory(
        "rollback-of-wave",
        story,
        Fact.endsIn(Stage.ROLLED_BACK_BY_BREACH),
        Fact.counts("Pending 8, Converged 1, RolledBack 3"),
        Fact.intervals("10 on 1, 30 on 11"));
  }

  @Test
  void byThePolicyFailAnOfflineDeviceTimesOut() {
    RolloutStory story =
        new RolloutStory().fleet(12, rules -> {}).spec(SPEC + "offline: {policy: Fail}\n");
    story.devices().device("sensor-temp-042").disconnect();
    story.runUntil(LONG, Stage.PAUSED_BY_BREACH, Stage.SUCCEEDED);
    story.end();

    Fact.assertStory(
        "offline-fail",
        story,
        Fact.counts("Converged 11, TimedOut 1"),
        Fact.intervals("10 on 12"),
        Fact.takes(Duration.ofMinutes(6), Duration.ofMinutes(8)));
  }

  @Test
  void byThePolicyIncludeAnOfflineDeviceIsWrittenInItsWave() {
    RolloutStory story =
        new RolloutStory().fleet(12, rules -> {}).spec(SPEC + "offline: {policy: Include}\n");
    story.devices().device("sensor-temp-009").disconnect();
    story.runUntil(LONG, result -> story.watch.written() == 4);
    assertThat(story.watch.writtenAt("sensor-temp-009"))
        .isBefore(RolloutStory.START.plusSeconds(40));
    story.runUntil(LONG, Stage.SUCCEEDED_WITH_STRAGGLERS);
    story.end();

    Fact.assertStory(
        "offline-include",
        story,
        Fact.endsIn(Stage.SUCCEEDED_WITH_STRAGGLERS),
        Fact.counts("Converged 11, Straggler 1"),
        Fact.intervals("10 on 12"),
        Fact.takes(Duration.ofMinutes(6), Duration.ofMinutes(8)));
  }

  @Test
  void withoutMarksItIsUndoneAllTheSame() {
    RolloutStory story = new RolloutStory().fleet(12, rules -> {}).spec(SPEC + "marker: None\n");
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.edit("state: Run", "state: Rollback");
    story.runUntil(LONG, Stage.ROLLED_BACK);
    story.end();

    Fact.assertStory(
        "no-marks",
        story,
        Fact.endsIn(Stage.ROLLED_BACK),
        Fact.counts("RolledBack 12"),
        Fact.intervals("30 on 12"),
        Fact.that(
            "no device bears a mark",
            told ->
                assertThat(told.devices().devices())
                    .noneMatch(
                        device ->
                            told.hub
                                .twins()
                                .get(ClientId.device(device.deviceId()))
                                .path("tags")
                                .has("twinOperator"))));
  }

  @Test
  void aDeviceThatIsDeletedMeanwhileIsGone() {
    RolloutStory story = new RolloutStory().fleet(12, rules -> {}).spec(SPEC);
    story.runUntil(LONG, result -> story.watch.written() == 4);
    story.hub.identities().delete(ClientId.device("sensor-temp-042"), IfMatch.parse("*"));
    story.say("-- sensor-temp-042 is deleted");
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.end();

    Fact.assertStory(
        "gone", story, Fact.endsIn(Stage.SUCCEEDED), Fact.counts("Converged 11, Gone 1"));
  }

  /**
   * Its job waits for the slot that somebody else has: a pause takes it back, nobody is written.
   */
  @Test
  void aPauseTakesBackWhatHasNotBegun() {
    RolloutStory story =
        new RolloutStory().fleet(12, rules -> {}).spec(SPEC + "writer: {mode: Job}\n");
    story.foreignJob("other", Duration.ofMinutes(3));
    story.runUntil(LONG, result -> !result.ledger().orElseThrow().batches().isEmpty());
    story.edit("state: Run", "state: Pause");
    story.runUntil(LONG, Stage.PAUSED_BY_SPEC);
    story.advanceTo(story.clock.instant().plus(Duration.ofMinutes(10)));
    story.onePass();
    story.end();

    Fact.assertStory(
        "pause-of-job",
        story,
        Fact.endsIn(Stage.PAUSED_BY_SPEC),
        Fact.everWritten(0),
        Fact.counts("Pending 12"));
  }

  @Test
  void anOlderDeviceConfigKeepsItsLeafOnTheWayBack() {
    RolloutStory story = new RolloutStory().fleet(12, rules -> {}).spec(SPEC);
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.claim("sensor-temp-003", "desired.telemetryInterval");
    story.say("-- a DeviceConfig claims the leaf of sensor-temp-003");
    story.edit("state: Run", "state: Rollback");
    story.runUntil(LONG, Stage.ROLLED_BACK_WITH_EXCEPTIONS);
    story.end();

    Fact.assertStory(
        "rollback-claimed",
        story,
        Fact.endsIn(Stage.ROLLED_BACK_WITH_EXCEPTIONS),
        Fact.counts("RolledBack 11, RollbackSkipped 1"),
        Fact.intervals("10 on 1, 30 on 11"));
  }

  /** Its canary was claimed when it was planned; another device is claimed after that. */
  @Test
  void aClaimedCanaryIsReplacedAndEachClaimIsNamed() {
    RolloutStory story = new RolloutStory().fleet(12, rules -> {}).spec(SPEC);
    story.claim("sensor-temp-004", "desired.telemetryInterval");
    story.runUntil(LONG, result -> story.watch.written() == 1);
    story.claim("sensor-temp-042", "desired.telemetryInterval");
    story.say("-- a DeviceConfig claims the leaf of sensor-temp-042");
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.end();

    Fact.assertStory(
        "claimed-canary",
        story,
        Fact.endsIn(Stage.SUCCEEDED),
        Fact.counts("Claimed 2, Converged 10"),
        Fact.intervals("10 on 10, 30 on 2"),
        Fact.that(
            "both are named in the status",
            told ->
                assertThat(told.status().claimed())
                    .extracting(claimed -> claimed.deviceId())
                    .containsExactlyInAnyOrder("sensor-temp-004", "sensor-temp-042")));
  }
}
