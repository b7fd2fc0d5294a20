package io.twinoperator.fleetrollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.v1alpha1.RolloutCounts;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.testing.InMemoryLedgerStore;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Rollouts as stories: each is played under virtual time and compared with the text beside this
 * test, and the facts that matter are checked apart from the text. With {@code -Dgolden.write=true}
 * the texts are written anew.
 */
class RolloutStoryTest {
  private static final Duration LONG = Duration.ofHours(4);

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
  void goesWell() {
    RolloutStory story = new RolloutStory().fleet(24, rules -> {}).spec(SPEC);
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.end();

    RolloutCounts counts = story.status().counts();
    assertThat(counts.converged()).isEqualTo(24);
    assertSums(counts);
    Fact.assertStory(
        "goes-well",
        story,
        Fact.endsIn(Stage.SUCCEEDED),
        Fact.counts("Converged 24"),
        Fact.intervals("10 on 24"),
        Fact.takes(Duration.ofSeconds(90), Duration.ofSeconds(120)));
  }

  @Test
  void leavesClaimedDevicesAloneAndNamesThem() {
    RolloutStory story = new RolloutStory().fleet(6, rules -> {}).spec(SPEC);
    story.claim("sensor-temp-042", "desired.telemetryInterval");
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.end();

    assertThat(story.status().counts().claimed()).isEqualTo(1);
    assertThat(story.status().counts().converged()).isEqualTo(5);
    assertThat(story.status().claimed())
        .singleElement()
        .satisfies(claimed -> assertThat(claimed.deviceId()).isEqualTo("sensor-temp-042"));
    assertThat(interval(story, "sensor-temp-042")).isEqualTo(30);
    Fact.assertStory(
        "claimed-device",
        story,
        Fact.endsIn(Stage.SUCCEEDED),
        Fact.counts("Claimed 1, Converged 5"),
        Fact.intervals("10 on 5, 30 on 1"));
  }

  @Test
  void stopsWhenDevicesReject() {
    RolloutStory story =
        new RolloutStory()
            .fleet(
                24,
                rules ->
                    rules.behaviour(
                        member -> !member.deviceId().endsWith("42"),
                        new Behaviour.Reject(Duration.ofSeconds(1), 400, "interval below 15")))
            .spec(SPEC);
    story.runUntil(LONG, Stage.PAUSED_BY_BREACH);
    story.end();

    assertThat(story.status().failureSamples())
        .isNotEmpty()
        .allSatisfy(sample -> assertThat(sample.message()).isEqualTo("interval below 15"));
    assertThat(story.status().counts().rejected()).isEqualTo(1);
    assertThat(story.status().counts().pending()).isEqualTo(23);
    assertSums(story.status().counts());
    Fact.assertStory(
        "rejecting-devices",
        story,
        Fact.endsIn(Stage.PAUSED_BY_BREACH),
        Fact.counts("Pending 23, Rejected 1"),
        Fact.everWritten(1));
  }

  @Test
  void goesOnAfterABreachOnlyWhenAskedTo() {
    RolloutStory story =
        new RolloutStory()
            .fleet(12, rules -> rules.behaviour(member -> true, new Behaviour.Silent()))
            .spec(SPEC);
    story.runUntil(LONG, Stage.PAUSED_BY_BREACH);
    story.onePass();
    assertThat(story.onePass().standing().stage()).isEqualTo(Stage.PAUSED_BY_BREACH);
    story
        .devices()
        .devices()
        .forEach(device -> device.behave(new Behaviour.Acknowledge(Duration.ofSeconds(1))));
    story.edit("state: Run", "state: Pause");
    assertThat(story.onePass().standing().stage()).isEqualTo(Stage.PAUSED_BY_SPEC);
    story.edit("state: Pause", "state: Run");
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.end();

    assertSums(story.status().counts());
    Fact.assertStory(
        "resumed-after-breach",
        story,
        Fact.endsIn(Stage.SUCCEEDED),
        Fact.counts("Converged 11, TimedOut 1"),
        Fact.intervals("10 on 12"));
  }

  @Test
  void defersOfflineDevicesAndCountsThemWhenTheyReturn() {
    RolloutStory story = new RolloutStory().fleet(12, rules -> {}).spec(SPEC);
    story.devices().device("sensor-temp-042").disconnect();
    story.runUntil(LONG, Stage.SUCCEEDED_WITH_STRAGGLERS);
    story.end();
    assertThat(story.status().counts().straggler()).isEqualTo(1);
    assertThat(story.status().counts().converged()).isEqualTo(11);
    assertThat(interval(story, "sensor-temp-042")).isEqualTo(10);

    story.say("-- sensor-temp-042 is back");
    story.devices().device("sensor-temp-042").connect();
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.end();

    assertThat(story.status().counts().converged()).isEqualTo(12);
    Fact.assertStory(
        "offline-device",
        story,
        Fact.endsIn(Stage.SUCCEEDED),
        Fact.counts("Converged 12"),
        Fact.intervals("10 on 12"));
  }

  @Test
  void repeatsNoJobWhenTheOperatorDiesAfterItStoredAChunk() {
    RolloutStory story = new RolloutStory().fleet(12, rules -> {}).spec(SPEC);
    long before = desiredVersion(story, "sensor-temp-042");
    story.store.dieBeforeProgress();
    try {
      story.runUntil(LONG, Stage.SUCCEEDED);
    } catch (InMemoryLedgerStore.Died e) {
      story.restart();
    }
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.end();

    assertThat(story.status().counts().converged()).isEqualTo(12);
    story
        .devices()
        .devices()
        .forEach(
            device -> assertThat(desiredVersion(story, device.deviceId())).isEqualTo(before + 1));
    Fact.assertStory(
        "died-after-chunk",
        story,
        Fact.endsIn(Stage.SUCCEEDED),
        Fact.counts("Converged 12"),
        Fact.intervals("10 on 12"));
  }

  @Test
  void abortsForGood() {
    RolloutStory story = new RolloutStory().fleet(12, rules -> {}).spec(SPEC);
    story.runUntil(
        LONG,
        result -> story.status().counts() != null && story.status().counts().converged() >= 1);
    story.edit("state: Run", "state: Abort");
    story.runUntil(LONG, Stage.ABORTED);
    story.edit("state: Abort", "state: Run");
    assertThat(story.onePass().standing().stage()).isEqualTo(Stage.ABORTED);
    story.end();

    assertThat(story.status().counts().pending()).isEqualTo(11);
    Fact.assertStory(
        "aborted",
        story,
        Fact.endsIn(Stage.ABORTED),
        Fact.counts("Pending 11, Converged 1"),
        Fact.everWritten(1),
        Fact.intervals("10 on 1, 30 on 11"));
  }

  @Test
  void plansWithoutWriting() {
    RolloutStory story =
        new RolloutStory().fleet(12, rules -> {}).spec(SPEC.replace("state: Run", "state: Plan"));
    long before = desiredVersion(story, "sensor-temp-042");
    story.onePass();
    story.onePass();
    story.end();

    assertThat(story.status().plan().devices()).isEqualTo(12);
    assertThat(story.status().plan().hubOperations().twinWrites()).isEqualTo(12);
    story
        .devices()
        .devices()
        .forEach(device -> assertThat(desiredVersion(story, device.deviceId())).isEqualTo(before));
    Fact.assertStory(
        "planned",
        story,
        Fact.endsIn(Stage.PLANNED),
        Fact.everWritten(0),
        Fact.intervals("30 on 12"));
  }

  private static int interval(RolloutStory story, String deviceId) {
    return story
        .hub
        .twins()
        .get(ClientId.device(deviceId))
        .at("/properties/desired/telemetryInterval")
        .asInt();
  }

  private static long desiredVersion(RolloutStory story, String deviceId) {
    return story
        .hub
        .twins()
        .get(ClientId.device(deviceId))
        .at("/properties/desired/$version")
        .asLong();
  }

  static void assertSums(RolloutCounts counts) {
    assertThat(counts.sum()).isEqualTo(counts.total());
  }
}
