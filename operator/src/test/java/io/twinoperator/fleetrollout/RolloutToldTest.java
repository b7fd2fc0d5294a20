package io.twinoperator.fleetrollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Condition;
import io.twinoperator.api.v1alpha1.DeviceState;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.AsideSample;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.LogEntry;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.Phase;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.WaveState;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.WaveStatus;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.event.Transition;
import io.twinoperator.fleetrollout.RolloutPass.Result;
import io.twinoperator.fleetrollout.decide.ProgressView;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.fleetrollout.ledger.MemberState;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a rollout says where it does not simply go well: reason, phase, and whom it names. */
class RolloutToldTest {
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
        - {name: canary, size: 2}
        - {name: early, size: 4}
        progressDeadline: 5m
      failurePolicy: {maxFailures: 2}
      """;

  // Reasons.

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          expectedDevices: {max: 1000} | expectedDevices: {max: 5}              | TooManyDevices
          expectedDevices: {max: 1000} | expectedDevices: {min: 50}             | TooFewDevices
          expectedDevices: {max: 1000} | expectedDevices: {min: 1}              | SelectsAllDevices
          tags.environment =           | tags.environment = = # but no condition | QueryRefused
          """)
  void whatCannotBePlannedIsBlockedAndSaysWhy(String from, String to, String reason) {
    RolloutStory story = story(12).spec(SPEC.replace(from, to));
    story.runUntil(LONG, Stage.UNPLANNABLE);

    assertThat(story.status().phase()).isEqualTo(Phase.Blocked);
    assertThat(stalled(story.status())).isEqualTo(reason);
  }

  @Test
  void noMembersAreWaitedFor() {
    RolloutStory story = story(12).spec(SPEC.replace("production", "nowhere"));
    story.onePass();
    story.onePass();

    assertThat(story.status().phase()).isEqualTo(Phase.Pending);
    assertThat(ready(story.status()).getReason()).isEqualTo("NoMembers");
    assertThat(stalled(story.status())).isEmpty();
  }

  @Test
  void anotherPlanThanTheApprovedOneIsNotApproved() {
    String digest = "sha256:" + "0".repeat(64);
    RolloutStory story = story(12).spec(SPEC + "approvedPlanDigest: " + digest + "\n");
    story.runUntil(LONG, Stage.BLOCKED);

    assertThat(stalled(story.status())).isEqualTo("PlanNotApproved");
  }

  @ParameterizedTest(name = "onConflict: {0}")
  @CsvSource({"Block, BLOCKED, Conflict", "Queue, QUEUED, WaitsForOthers"})
  void whoeverStandsAgainstItIsAConflictOrWaitedFor(String then, Stage stage, String reason) {
    RolloutStory story = story(12).spec(SPEC + "onConflict: " + then + "\n");
    story.configuration("nightly", 60);
    story.runUntil(LONG, stage);

    assertThat(ready(story.status()).getReason()).isEqualTo(reason);
  }

  // Whom it names.

  @Test
  void devicesThatAreLeftAloneAreNamedWithTheReason() {
    RolloutStory story =
        story(12)
            .spec(
                SPEC.replace(
                    "{name: early", "{name: gated, gate: Manual, size: 1}\n  - {name: early"));
    story.runUntil(LONG, Stage.GATED);
    List<String> waiting = members(story, DeviceState.Pending);
    List<String> converged = members(story, DeviceState.Converged);
    story.foreignPatch(waiting.get(0), foreign(77));
    story.hub.identities().delete(ClientId.device(waiting.get(1)), IfMatch.parse("*"));
    story.foreignPatch(converged.get(0), foreign(78));
    story.edit("state: Run", "state: Run\npromoteTo: All");
    story.runUntil(LONG, result -> result.standing().stage().isFinal());

    assertThat(story.status().asideSamples())
        .extracting(AsideSample::deviceId, AsideSample::state)
        .contains(
            tuple(waiting.get(0), DeviceState.Conflict), tuple(waiting.get(1), DeviceState.Gone));
    assertThat(message(story, waiting.get(0))).contains("was changed since the plan");
    assertThat(message(story, waiting.get(1))).contains("not there any more");
    assertThat(story.status().failureSamples()).isNull();
  }

  @Test
  void aDeviceThatSomebodyElseChangesIsNamedWithTheLeaf() {
    RolloutStory story =
        story(12)
            .spec(
                SPEC.replace(
                    "{name: canary, size: 2}", "{name: canary, size: 2, minSuccessTime: 10m}"));
    story.runUntil(
        LONG,
        result -> story.status().waves() != null && story.status().waves().get(0).converged() == 2);
    String device = members(story, DeviceState.Converged).get(0);
    story.foreignPatch(device, foreign(78));
    story.runUntil(LONG, result -> story.status().counts().superseded() == 1);

    assertThat(story.status().asideSamples())
        .singleElement()
        .satisfies(
            sample -> {
              assertThat(sample.deviceId()).isEqualTo(device);
              assertThat(sample.state()).isEqualTo(DeviceState.Superseded);
              assertThat(sample.path()).isEqualTo("desired.telemetryInterval");
              assertThat(sample.message()).contains("somebody else has changed it");
            });
  }

  @Test
  void aReplacedCanaryIsInTheEventLog() {
    RolloutStory story = story(12).spec(SPEC.replace("state: Run", "state: Plan"));
    story.onePass();
    story.onePass();
    String canary = story.last().ledger().orElseThrow().plan().members().get(0).deviceId();
    story.devices().device(canary).disconnect();
    story.edit("state: Plan", "state: Run");
    story.runUntil(LONG, Stage.SUCCEEDED_WITH_STRAGGLERS);

    assertThat(log(story, "Replaced"))
        .singleElement()
        .asString()
        .startsWith("wave canary: " + canary + " is offline, replaced by sensor-temp-");
  }

  // How it ends.

  @Test
  void expiredStragglersAreNoPlainSuccess() {
    RolloutStory story = story(12).spec(SPEC + "offline: {stragglerDeadline: 1h}\n");
    story.devices().device("sensor-temp-003").disconnect();
    story.runUntil(LONG, Stage.SUCCEEDED_WITH_STRAGGLERS);
    story.runUntil(LONG, result -> story.status().counts().expired() == 1);

    assertThat(story.status().phase()).isEqualTo(Phase.SucceededWithStragglers);
    assertThat(story.status().message())
        .contains("1 expired", "did not come back within 1h", "is followed no more");
    assertThat(story.status().waitingFor()).isNull();
    assertThat(ready(story.status()).getStatus()).isEqualTo("True");
  }

  @Test
  void whereNothingConvergedThatIsSaid() {
    RolloutStory story = story(2).spec(SPEC + "convergence: {rule: None}\n");
    story.runUntil(LONG, result -> story.watch.written() == 2);
    story.hub.identities().delete(ClientId.device("sensor-temp-042"), IfMatch.parse("*"));
    story.hub.identities().delete(ClientId.device("sensor-temp-001"), IfMatch.parse("*"));
    story.runUntil(LONG, result -> result.standing().stage().isFinal());

    assertThat(ready(story.status()).getReason()).isEqualTo("NothingConverged");
    assertThat(story.status().message()).contains("no device has converged by it: 2 gone");
  }

  @Test
  void anAbortedRolloutHasNoWaveUnderWay() {
    RolloutStory story = story(12).spec(SPEC);
    story.runUntil(LONG, result -> story.watch.written() == 2);
    story.edit("state: Run", "state: Abort");
    story.runUntil(LONG, Stage.ABORTED);

    assertThat(states(story))
        .containsExactly(WaveState.Stopped, WaveState.Pending, WaveState.Pending);
    assertThat(story.status().currentWave()).isNull();
    assertThat(story.status().eta()).isNull();
  }

  @Test
  void aPausedRolloutHasAPausedWave() {
    RolloutStory story = story(12).spec(SPEC);
    story.runUntil(LONG, result -> story.watch.written() == 2);
    story.edit("state: Run", "state: Pause");
    story.runUntil(LONG, Stage.PAUSED_BY_SPEC);

    assertThat(states(story)).startsWith(WaveState.Paused);
    assertThat(story.status().currentWave()).isEqualTo("canary");
    assertThat(story.status().eta()).isNull();
  }

  @Test
  void howManyHadFailedIsKnownAfterTheRollbackToo() {
    RolloutStory story =
        new RolloutStory()
            .fleet(
                12,
                rules ->
                    rules.behaviour(
                        member -> true,
                        new Behaviour.Reject(Duration.ofSeconds(1), 400, "interval below 15")))
            .spec(SPEC.replace("maxFailures: 2}", "maxFailures: 1, action: Rollback}"));
    story.runUntil(LONG, Stage.ROLLED_BACK_BY_BREACH);

    assertThat(story.status().failed()).isEqualTo(2);
    assertThat(story.status().currentWave()).isNull();
    assertThat(states(story)).startsWith(WaveState.Breached).doesNotContain(WaveState.Progressing);
  }

  // Waves.

  @Test
  void aWaveWithoutDevicesIsPassedOverInSilence() {
    RolloutStory story =
        story(12)
            .spec(
                SPEC.replace(
                    "- {name: early, size: 4}",
                    "- {name: nobody, query: \"tags.location.floor = 99\", minSuccessTime: 1h}\n"
                        + "  - {name: early, size: 4}"));
    story.runUntil(Duration.ofMinutes(10), Stage.SUCCEEDED);

    assertThat(states(story))
        .containsExactly(
            WaveState.Succeeded, WaveState.Empty, WaveState.Succeeded, WaveState.Succeeded);
    assertThat(story.text()).doesNotContain("wave nobody begins", "wave nobody gives");
    assertThat(story.status().counts().converged()).isEqualTo(12);
  }

  @Test
  void aPromoteToThatIsMovedBackIsSaid() {
    RolloutStory story =
        story(12)
            .spec(
                SPEC.replace("progressDeadline", "maxConcurrency: 1\n  progressDeadline")
                    + "promoteTo: early\n");
    story.runUntil(LONG, result -> story.watch.written() == 4);
    story.edit("promoteTo: early", "promoteTo: canary");
    Result stands = story.runUntil(LONG, Stage.GATED);

    assertThat(stands.standing().message()).contains("wave early", "promoteTo is canary");
    assertThat(stands.standing().waitingFor().orElseThrow())
        .contains("set promoteTo to early or All");
    assertThat(states(story))
        .containsExactly(WaveState.Succeeded, WaveState.Gated, WaveState.Pending);
    story.edit("promoteTo: canary", "promoteTo: All");
    story.runUntil(LONG, Stage.SUCCEEDED);
  }

  // What is remembered.

  @Test
  void theNotesOfAPlanOutliveTheOperatorAndTheStatus() {
    RolloutStory story = story(12).spec(SPEC.replace("size: 4}", "size: 400}"));
    story.runUntil(LONG, Stage.PLANNED);
    List<String> notes = story.status().plan().notes();
    story.restart();
    story.runUntil(LONG, Stage.SUCCEEDED);

    assertThat(notes).isNotEmpty();
    assertThat(story.status().plan().notes()).isEqualTo(notes);
  }

  @Test
  void anotherHubUnderARunningRolloutLosesNothing() {
    RolloutStory story = story(12).spec(SPEC);
    story.runUntil(LONG, result -> story.watch.written() == 2);
    FleetRolloutStatus before = story.status();
    String written = members(story, DeviceState.Written).get(0);
    story.leadTo("other.azure-devices.net");
    story.runUntil(LONG, Stage.BLOCKED);
    FleetRolloutStatus blocked = story.statusAfter(before);

    assertThat(blocked.phase()).isEqualTo(Phase.Blocked);
    assertThat(stalled(blocked)).isEqualTo("HubChanged");
    assertThat(blocked.message()).contains(RolloutStory.hostName(), "other.azure-devices.net");
    assertThat(blocked.counts()).isEqualTo(before.counts());
    assertThat(blocked.plan()).isEqualTo(before.plan());
    assertThat(blocked.waves()).hasSameSizeAs(before.waves());
    assertThat(blocked.eta()).isNull();
    assertThat(story.held(written).claims()).as("its leaves stay held").isNotEmpty();
    story.leadTo(RolloutStory.hostName());
    story.runUntil(LONG, Stage.SUCCEEDED);
    assertThat(story.status().counts().converged()).isEqualTo(12);
  }

  @Test
  void anotherHubUnderAFinishedRolloutChangesNothing() {
    RolloutStory story = story(12).spec(SPEC);
    story.runUntil(LONG, Stage.SUCCEEDED);
    FleetRolloutStatus before = story.status();
    story.leadTo("other.azure-devices.net");
    story.onePass();

    assertThat(story.statusAfter(before)).isEqualTo(before);
  }

  @Test
  void afterTheLedgerIsFreedAnEditIsObservedAndNothingElseChanges() {
    RolloutStory story = story(12).spec(SPEC);
    story.runUntil(LONG, Stage.SUCCEEDED);
    FleetRolloutStatus before = story.status();
    story.freeLedger();
    story.edit("maxFailures: 2", "maxFailures: 3");
    story.onePass();
    FleetRolloutStatus after = story.statusAfter(before);

    assertThat(after.observedGeneration()).isEqualTo(before.observedGeneration() + 1);
    assertThat(after.conditions())
        .allSatisfy(
            c -> assertThat(c.getObservedGeneration()).isEqualTo(after.observedGeneration()));
    assertThat(after.edit().observedGeneration(1L).conditions(before.conditions()).build())
        .isEqualTo(before);
  }

  @Test
  void aRollbackAskedForTooLateIsRefusedAndNothingIsForgotten() {
    RolloutStory story = story(12).spec(SPEC);
    story.runUntil(LONG, Stage.SUCCEEDED);
    FleetRolloutStatus before = story.status();
    story.freeLedger();
    story.edit("state: Run", "state: Rollback");
    story.onePass();
    FleetRolloutStatus after = story.statusAfter(before);

    assertThat(after.phase()).isEqualTo(Phase.Succeeded);
    assertThat(stalled(after)).isEqualTo("LedgerFreed");
    assertThat(after.message()).contains("cannot be rolled back", "ttlAfterFinished");
    assertThat(after.counts()).isEqualTo(before.counts());
    assertThat(after.waves()).isEqualTo(before.waves());
    assertThat(after.plan()).isEqualTo(before.plan());
    assertThat(after.observedGeneration()).isEqualTo(before.observedGeneration() + 1);
  }

  // Deletion.

  @Test
  void aDeletionSaysWhatCannotBeCalledBack() {
    RolloutStory story =
        story(60).spec(SPEC.replace("size: 2", "size: 60") + "writer: {mode: Job}\n");
    story.runUntil(LONG, result -> story.watch.written() > 0);
    RolloutRemoval removal = story.removal();
    removal.cancelQueued();

    Transition told = removal.farewell().orElseThrow();
    assertThat(told.type()).isEqualTo(Transition.Type.Warning);
    assertThat(told.reason()).isEqualTo("DeletedWhileRunning");
    assertThat(told.note())
        .contains("nothing is undone", "60 devices are in jobs that cannot be called back", "fr-");
  }

  @Test
  void theDeletionOfAFinishedRolloutSaysNothing() {
    RolloutStory story = story(12).spec(SPEC);
    story.runUntil(LONG, Stage.SUCCEEDED);
    RolloutRemoval removal = story.removal();
    removal.cancelQueued();

    assertThat(removal.farewell()).isEmpty();
  }

  private static String foreign(int interval) {
    return "{\"properties\":{\"desired\":{\"telemetryInterval\":%d}}}".formatted(interval);
  }

  private static RolloutStory story(int devices) {
    return new RolloutStory().fleet(devices, rules -> {});
  }

  private static List<String> members(RolloutStory story, DeviceState state) {
    String letters = story.last().ledger().orElseThrow().progress().states();
    Function<Integer, String> id =
        n -> story.last().ledger().orElseThrow().plan().members().get(n).deviceId();
    return IntStream.range(0, letters.length())
        .filter(n -> ProgressView.shown(MemberState.of(letters.charAt(n))) == state)
        .boxed()
        .map(id)
        .toList();
  }

  private static String message(RolloutStory story, String deviceId) {
    return Objects.requireNonNull(story.status().asideSamples()).stream()
        .filter(sample -> sample.deviceId().equals(deviceId))
        .map(AsideSample::message)
        .findFirst()
        .orElseThrow();
  }

  private static List<String> log(RolloutStory story, String type) {
    return Objects.requireNonNull(story.status().eventLog()).stream()
        .filter(entry -> entry.type().equals(type))
        .map(LogEntry::text)
        .toList();
  }

  private static List<WaveState> states(RolloutStory story) {
    return Objects.requireNonNull(story.status().waves()).stream().map(WaveStatus::state).toList();
  }

  private static Condition ready(FleetRolloutStatus status) {
    return find(status, "Ready").orElseThrow();
  }

  /** The reason of Stalled; empty if that is not there. */
  private static String stalled(FleetRolloutStatus status) {
    return find(status, "Stalled").map(Condition::getReason).orElse("");
  }

  private static Optional<Condition> find(FleetRolloutStatus status, String type) {
    return status.conditions().stream().filter(c -> c.getType().equals(type)).findFirst();
  }
}
