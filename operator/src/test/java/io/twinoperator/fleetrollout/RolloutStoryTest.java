package io.twinoperator.fleetrollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.v1alpha1.FleetRolloutStatus.Counts;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.testing.InMemoryLedgerStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Rollouts as stories: each is played under virtual time and compared with the text beside this
 * test, and the facts that matter are checked apart from the text. With {@code -Dgolden.write=true}
 * the texts are written anew.
 */
class RolloutStoryTest {
  private static final Path STORIES = Path.of("src/test/resources/stories");
  private static final Duration LONG = Duration.ofHours(4);

  private static final String SPEC =
      """
      hubRef: {name: plant}
      selector: {query: "tags.environment = 'production'"}
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

    Counts counts = story.status().counts();
    assertThat(counts.converged()).isEqualTo(24);
    assertSums(counts);
    assertGolden("goes-well", story);
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
    assertGolden("claimed-device", story);
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
    assertGolden("rejecting-devices", story);
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
    assertGolden("resumed-after-breach", story);
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
    assertGolden("offline-device", story);
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
    assertThat(story.status().jobs().finished()).isEqualTo(3);
    story
        .devices()
        .devices()
        .forEach(
            device -> assertThat(desiredVersion(story, device.deviceId())).isEqualTo(before + 1));
    assertGolden("died-after-chunk", story);
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
    assertGolden("aborted", story);
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
    assertThat(story.status().plan().hubOperations().jobs()).isEqualTo(3);
    story
        .devices()
        .devices()
        .forEach(device -> assertThat(desiredVersion(story, device.deviceId())).isEqualTo(before));
    assertGolden("planned", story);
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

  static void assertSums(Counts counts) {
    int sum =
        counts.pending()
            + counts.claimed()
            + counts.conflict()
            + counts.deferred()
            + counts.written()
            + counts.applying()
            + counts.writtenOffline()
            + counts.converged()
            + counts.alreadyConverged()
            + counts.rejected()
            + counts.timedOut()
            + counts.unverifiable()
            + counts.writeFailed()
            + counts.regressed()
            + counts.superseded()
            + counts.gone()
            + counts.straggler();
    assertThat(sum).isEqualTo(counts.total());
  }

  private static void assertGolden(String name, RolloutStory story) {
    Path file = STORIES.resolve(name + ".txt");
    try {
      if (Boolean.getBoolean("golden.write")) {
        Files.createDirectories(STORIES);
        Files.writeString(file, story.text());
      }
      assertThat(story.text())
          .as("%s differs; if it is meant to, run the test with -Dgolden.write=true", file)
          .isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new AssertionError(file + " cannot be read or written", e);
    }
  }
}
