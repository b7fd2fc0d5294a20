package io.twinoperator.fleetrollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.hub.HubException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Stories of devices that are away, of a hub that does not answer, and of what is remembered. */
class OfflineAndMemoryStoriesTest {
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
      offline: {stragglerDeadline: 2h}
      """;

  /** Three return, each in its own way; the fourth never does. */
  @Test
  void aThirdOfTheFleetIsAway() {
    RolloutStory story = story(SPEC);
    List<String> away =
        List.of("sensor-temp-001", "sensor-temp-002", "sensor-temp-003", "sensor-temp-009");
    away.forEach(deviceId -> story.devices().device(deviceId).disconnect());
    story.runUntil(LONG, Stage.SUCCEEDED_WITH_STRAGGLERS);
    assertThat(story.watch.intervals()).as("the change waits in the twins").isEqualTo("10 on 12");
    assertThat(story.status().counts().straggler()).isEqualTo(4);
    story.end();
    story.advanceTo(story.clock.instant().plus(Duration.ofMinutes(10)));
    story.onePass();
    Instant back = story.clock.instant();
    away.subList(0, 3).forEach(deviceId -> story.devices().device(deviceId).connect());
    story.say("-- three are back");
    story.runUntil(LONG, result -> story.status().counts().converged() == 11);
    Duration poll = Duration.between(back, story.clock.instant());
    story.runUntil(LONG, result -> story.status().counts().expired() == 1);
    story.end();

    Fact.assertStory(
        "third-offline",
        story,
        Fact.endsIn(Stage.SUCCEEDED_WITH_STRAGGLERS),
        Fact.counts("Converged 11, Expired 1"),
        Fact.says("1 device did not come back within 2h"),
        Fact.intervals("10 on 12"),
        Fact.that(
            "those that return are counted within a poll of a minute",
            told -> assertThat(poll).isLessThanOrEqualTo(Duration.ofSeconds(65))),
        Fact.takes(Duration.ofHours(2), Duration.ofMinutes(130)));
  }

  @Test
  void aDeferredDeviceThatIsBackIsWrittenAtOnce() {
    RolloutStory story = story(SPEC);
    story.devices().device("sensor-temp-009").disconnect();
    story.runUntil(
        LONG, result -> story.status().counts() != null && story.status().counts().deferred() == 1);
    assertThat(story.watch.intervals()).isEqualTo("10 on 3, 30 on 9");
    story.runUntil(LONG, result -> story.status().counts().converged() == 3);
    story.say("-- sensor-temp-009 is back");
    Instant back = story.clock.instant();
    story.devices().device("sensor-temp-009").connect();
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.end();

    Fact.assertStory(
        "deferred-returns",
        story,
        Fact.endsIn(Stage.SUCCEEDED),
        Fact.counts("Converged 12"),
        Fact.that(
            "the device gets the change within 20 s of its return",
            told ->
                assertThat(told.watch.writtenAt("sensor-temp-009"))
                    .isBetween(back, back.plusSeconds(20))));
  }

  /** It holds its wave until the deadline, and then no more. */
  @Test
  void aDeviceThatGoesAwayAfterItWasWrittenIsNoFailure() {
    RolloutStory story =
        new RolloutStory()
            .fleet(12, rules -> rules.behaviour("sensor-temp-009", new Behaviour.Silent()))
            .spec(SPEC);
    story.runUntil(LONG, result -> story.watch.written() == 4);
    story.devices().device("sensor-temp-009").disconnect();
    story.say("-- sensor-temp-009 goes away");
    story.runUntil(LONG, Stage.SUCCEEDED_WITH_STRAGGLERS);
    story.end();

    Fact.assertStory(
        "goes-away",
        story,
        Fact.endsIn(Stage.SUCCEEDED_WITH_STRAGGLERS),
        Fact.counts("Converged 11, Straggler 1"),
        Fact.that(
            "the last wave waits for the deadline of 5 minutes",
            told ->
                assertThat(
                        told.watch.writtenBetween(Duration.ofSeconds(40), Duration.ofSeconds(333)))
                    .isZero()),
        Fact.takes(Duration.ofSeconds(393), Duration.ofMinutes(8)));
  }

  @Test
  void aHubThatIsThrottledOrOutOfQuotaForHoursFailsNobody() {
    RolloutStory story = story(SPEC);
    story.runUntil(LONG, result -> story.watch.written() == 4);
    story.blind(
        Duration.ofHours(2),
        new HubException.Throttled(
            "429001", Duration.ofSeconds(10), HubException.Throttled.By.HUB));
    story.runUntil(LONG, Stage.BLIND);
    story.end();
    story.runUntil(LONG, result -> story.status().counts().converged() == 4);
    story.blind(Duration.ofHours(3), new HubException.QuotaExceeded("403002: IoTHubQuotaExceeded"));
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.end();

    Fact.assertStory(
        "blind",
        story,
        Fact.endsIn(Stage.SUCCEEDED),
        Fact.counts("Converged 12"),
        Fact.takes(Duration.ofHours(5), Duration.ofMinutes(310)));
  }

  @Test
  void aSilentDeviceHasItsWholeTimeInSightOfTheHub() {
    RolloutStory story =
        new RolloutStory()
            .fleet(12, rules -> rules.behaviour("sensor-temp-004", new Behaviour.Silent()))
            .spec(SPEC);
    story.runUntil(LONG, result -> story.watch.written() == 1);
    story.blind(Duration.ofHours(1), new HubException.Unavailable("503"));
    story.runUntil(LONG, Stage.PAUSED_BY_BREACH);
    story.end();

    Fact.assertStory(
        "blind-then-silent",
        story,
        Fact.endsIn(Stage.PAUSED_BY_BREACH),
        Fact.counts("Pending 11, TimedOut 1"),
        Fact.takes(Duration.ofMinutes(65), Duration.ofMinutes(68)));
  }

  @Test
  void theSameObjectCreatedAnewGoesOnWithItsLedgerAndRunsOnce() {
    RolloutStory story = story(SPEC);
    long before = story.watch.versions();
    story.runUntil(LONG, result -> story.watch.written() == 4);
    story.recreate("uid-2");
    story.restart();
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.end();
    story.recreate("uid-3");
    story.restart();
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.advanceTo(story.clock.instant().plus(Duration.ofHours(1)));
    story.onePass();
    story.end();

    Fact.assertStory(
        "created-anew",
        story,
        Fact.endsIn(Stage.SUCCEEDED),
        Fact.counts("Converged 12"),
        Fact.that(
            "each device is written once",
            told -> assertThat(told.watch.versions() - before).isEqualTo(12)));
  }

  @Test
  void meetingItsOwnMarksOnAllDevicesItWritesNothing() {
    RolloutStory story = story(SPEC);
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.foreignPatch(
        "sensor-temp-003", "{\"properties\": {\"desired\": {\"telemetryInterval\": 77}}}");
    long before = story.watch.versions();
    story.loseLedger();
    story.runUntil(LONG, Stage.ALREADY_DONE);
    story.advanceTo(story.clock.instant().plus(Duration.ofHours(1)));
    story.onePass();
    story.end();

    Fact.assertStory(
        "already-done",
        story,
        Fact.endsIn(Stage.ALREADY_DONE),
        Fact.intervals("10 on 11, 77 on 1"),
        Fact.that(
            "nothing is written", told -> assertThat(told.watch.versions()).isEqualTo(before)));
  }

  @Test
  void meetingItsOwnMarksOnSomeDevicesItWaitsForAPerson() {
    String none = "approvedPlanDigest: sha256:" + "0".repeat(64);
    RolloutStory story = story(SPEC);
    long before = story.watch.versions();
    story.runUntil(LONG, result -> story.watch.written() == 4);
    story.loseLedger();
    story.runUntil(LONG, Stage.INTERRUPTED);
    story.advanceTo(story.clock.instant().plus(Duration.ofHours(1)));
    story.runUntil(LONG, Stage.INTERRUPTED);
    assertThat(story.watch.written()).isEqualTo(4);
    story.end();
    story.fill("state: Run", "state: Run\n" + none);
    story.fill(none, "approvedPlanDigest: " + story.planDigest());
    story.say("-- spec: approvedPlanDigest is the plan's");
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.end();

    Fact.assertStory(
        "interrupted",
        story,
        Fact.endsIn(Stage.SUCCEEDED),
        Fact.counts("Converged 8, AlreadyConverged 4"),
        Fact.intervals("10 on 12"),
        Fact.that(
            "each device is written once",
            told -> assertThat(told.watch.versions() - before).isEqualTo(12)));
  }

  /** It keeps the change while the rollout goes on, and is undone with the others. */
  @Test
  void anExcludedDeviceIsLeftAloneAndUndoneWithTheRest() {
    RolloutStory story = story(SPEC);
    story.runUntil(LONG, result -> story.watch.written() == 4);
    story.edit("state: Run", "excludeDevices: [sensor-temp-009, sensor-temp-042]\nstate: Run");
    story.runUntil(LONG, Stage.SUCCEEDED);
    assertThat(story.watch.intervals()).isEqualTo("10 on 11, 30 on 1");
    assertThat(story.status().counts().excluded()).isEqualTo(2);
    story.end();
    story.edit("state: Run", "state: Rollback");
    story.runUntil(LONG, Stage.ROLLED_BACK);
    story.end();

    Fact.assertStory(
        "excluded",
        story,
        Fact.endsIn(Stage.ROLLED_BACK),
        Fact.counts("Excluded 1, RolledBack 11"),
        Fact.intervals("30 on 12"),
        Fact.everWritten(11));
  }

  /** Sixty devices in one job, which takes some seconds; then everything is taken back. */
  @Test
  void anAbortWaitsForAJobThatRunsAndARollbackUndoesIt() {
    RolloutStory story =
        new RolloutStory()
            .fleet(60, rules -> {})
            .spec(
                SPEC.replace("size: 1,", "size: 60,").replace("size: 25%", "size: 25")
                    + "writer: {mode: Job}\n");
    story.runUntil(LONG, result -> story.watch.written() > 0);
    story.edit("state: Run", "state: Abort");
    story.runUntil(LONG, Stage.ABORTING);
    story.end();
    int recalled = story.status().jobs().devicesInUncancellableJobs();
    story.runUntil(LONG, Stage.ABORTED);
    story.end();
    assertThat(story.watch.intervals()).isEqualTo("10 on 60");
    story.edit("state: Abort", "state: Rollback");
    story.runUntil(LONG, Stage.ROLLED_BACK);
    story.end();

    Fact.assertStory(
        "abort-running-job",
        story,
        Fact.endsIn(Stage.ROLLED_BACK),
        Fact.counts("RolledBack 60"),
        Fact.intervals("30 on 60"),
        Fact.that(
            "60 devices were in a job that could not be called back",
            told -> assertThat(recalled).isEqualTo(60)));
  }

  private static RolloutStory story(String spec) {
    return new RolloutStory().fleet(12, rules -> {}).spec(spec);
  }
}
