package io.twinoperator.fleetrollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.NamedQuery;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.WaveState;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.WaveStatus;
import io.twinoperator.api.v1alpha1.RolloutConflict;
import io.twinoperator.api.v1alpha1.RolloutCounts;
import io.twinoperator.api.v1alpha1.RolloutPlanStatus.PreviousValues;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.hub.HubException;
import io.twinoperator.testing.InProcessHub;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What status says at the turns of a rollout, and whether its queries find whom they claim. */
class RolloutReportTest {
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
        - {name: canary, size: 2, minSuccessTime: 30s, gate: Manual, minConverged: 2}
        - {name: early, size: 25%}
        progressDeadline: 5m
      failurePolicy: {maxFailures: 2}
      """;

  @Test
  void thePlanSaysWhatItChangesAndCosts() {
    RolloutStory story =
        new RolloutStory().fleet(12, rules -> {}).spec(SPEC.replace("state: Run", "state: Plan"));
    story.onePass();
    story.onePass();

    FleetRolloutStatus status = story.status();
    assertThat(status.plan().changes().toWrite()).isEqualTo(12);
    assertThat(status.plan().changes().overwrites()).isEqualTo(12);
    assertThat(status.plan().changes().absent()).isZero();
    assertThat(status.plan().changes().valueClasses()).isEqualTo(1);
    assertThat(status.plan().hubOperations().messages()).isPositive();
    assertThat(status.plan().estimatedDuration().soaks()).isEqualTo("30s");
    assertThat(status.waitingFor()).isEqualTo("a person: set state to Run to begin");
    assertThat(status.eta()).isNull();
  }

  @Test
  void aGateNamesThePersonAndTheWave() {
    RolloutStory story = new RolloutStory().fleet(12, rules -> {}).spec(SPEC);
    story.runUntil(LONG, result -> state(story, "canary") == WaveState.Soaking);
    FleetRolloutStatus soaking = story.status();
    assertThat(soaking.nextTransition().reason()).isEqualTo("SoakElapsed");
    assertThat(soaking.waves().get(0).soakUntil()).isEqualTo(soaking.nextTransition().at());
    assertThat(soaking.waitingFor()).isEqualTo("wave canary to stay converged for 30s");
    assertThat(soaking.message()).isEqualTo("wave canary: 2/2 converged");
    assertThat(soaking.eta()).isGreaterThan(soaking.nextTransition().at());

    story.runUntil(LONG, Stage.GATED);
    FleetRolloutStatus gated = story.status();
    assertThat(gated.waves())
        .extracting(WaveStatus::state)
        .containsExactly(WaveState.Succeeded, WaveState.Gated, WaveState.Pending);
    assertThat(gated.waitingFor()).contains("set promoteTo to early or All");
    assertThat(gated.eta()).isNull();
    assertThat(gated.eventLog())
        .extracting(FleetRolloutStatus.LogEntry::type)
        .containsExactly("WaveStarted", "Soaking", "WaveSucceeded");
    assertThat(gated.conditions().get(0).getReason()).isEqualTo("GateClosed");
  }

  @Test
  void aBreachAndItsUndoAreToldInNumbers() {
    RolloutStory story =
        new RolloutStory()
            .fleet(
                12,
                rules ->
                    rules.behaviour(
                        member -> !member.deviceId().endsWith("42"),
                        new Behaviour.Reject(Duration.ofSeconds(1), 400, "interval below 15")))
            .spec(SPEC);
    story.runUntil(LONG, Stage.PAUSED_BY_BREACH);
    FleetRolloutStatus stopped = story.status();
    assertThat(stopped.waves().get(0).state()).isEqualTo(WaveState.Breached);
    assertThat(stopped.failed()).isEqualTo(stopped.waves().get(0).failed()).isPositive();
    assertThat(stopped.waitingFor()).isEqualTo("a person: go on, abort, or roll back");
    assertThat(stopped.rollback()).isNull();

    story.edit("state: Run", "state: Rollback");
    story.runUntil(LONG, Stage.ROLLED_BACK, Stage.ROLLED_BACK_WITH_EXCEPTIONS);
    FleetRolloutStatus undone = story.status();
    assertThat(undone.rollback().reason()).isEqualTo("spec.state is Rollback");
    assertThat(undone.rollback().devices()).isEqualTo(2);
    assertThat(undone.rollback().pending()).isZero();
    assertThat(
            undone.rollback().undone()
                + undone.rollback().unconfirmed()
                + undone.rollback().skipped())
        .isEqualTo(2);
    assertThat(undone.rollback().completedAt()).isNotNull();
  }

  @Test
  void failuresThatThePolicyDoesNotCountAreNotCounted() {
    RolloutStory story =
        new RolloutStory()
            .fleet(
                12,
                rules ->
                    rules.behaviour(
                        member -> true,
                        new Behaviour.Reject(Duration.ofSeconds(1), 400, "interval below 15")))
            .spec(
                SPEC.replace(
                    "failurePolicy: {maxFailures: 2}",
                    "failurePolicy: {maxFailures: 2, countedStates: [TimedOut]}"));
    story.runUntil(
        LONG,
        result -> Objects.requireNonNullElse(story.status().counts(), NO_COUNTS).rejected() == 2);

    assertThat(story.status().failed()).isZero();
    assertThat(story.status().waves().get(0).failed()).isZero();
  }

  private static final RolloutCounts NO_COUNTS = RolloutCounts.of(Map.of());

  @Test
  void whoBlocksIsNamedWithLeavesAndDevices() {
    RolloutStory story =
        new RolloutStory().fleet(12, rules -> {}).spec(SPEC + "onConflict: Block\n");
    story.claim("sensor-temp-001", "desired.telemetryInterval");

    story.runUntil(LONG, Stage.BLOCKED);

    assertThat(story.status().conflicts())
        .containsExactly(
            new RolloutConflict(
                "DeviceConfig", "plant/sensor-temp-001", List.of("desired.telemetryInterval"), 1));
    assertThat(story.status().waitingFor()).startsWith("a person");
    assertThat(story.status().phase()).isEqualTo(FleetRolloutStatus.Phase.Blocked);
  }

  @Test
  void onlyWhatThePersonAskedForIsReady() {
    RolloutStory plan =
        new RolloutStory().fleet(3, rules -> {}).spec(SPEC.replace("state: Run", "state: Plan"));
    plan.runUntil(LONG, Stage.PLANNED);
    assertThat(plan.status().conditions().get(0).getStatus()).isEqualTo("True");

    RolloutStory run = new RolloutStory().fleet(3, rules -> {}).spec(SPEC);
    run.runUntil(LONG, Stage.PLANNED);
    assertThat(run.status().conditions().get(0).getStatus()).isEqualTo("False");
  }

  @Test
  void aJobSlotThatOthersHoldIsNamed() {
    RolloutStory story =
        new RolloutStory().fleet(12, rules -> {}).spec(SPEC + "writer: {mode: Job}\n");
    story.foreignJob("theirs", Duration.ofMinutes(10));

    story.runUntil(LONG, result -> result.standing().waitingFor().isPresent());

    assertThat(story.status().waitingFor())
        .startsWith("a job slot of the hub, all of which jobs of others hold");
    assertThat(story.status().jobs().active()).as("none was created").isEmpty();
    assertThat(story.status().counts().written()).isZero();
    assertThat(story.status().counts().pending()).isEqualTo(12);
    assertThat(story.status().jobs().devicesInUncancellableJobs()).isZero();
    story.runUntil(LONG, result -> state(story, "canary") == WaveState.Soaking);
    assertThat(story.status().jobs().finished()).isEqualTo(1);
  }

  /** One device refuses, one says nothing, one is away; the others do as they are told. */
  @Test
  void eachQueryFindsWhomItClaims() throws HubException {
    RolloutStory story = mixed();
    story.devices().device("sensor-temp-001").disconnect();
    story.runUntil(LONG, result -> written(story) == 12);
    story.advanceTo(story.clock.instant().plus(Duration.ofMinutes(2)));
    story.onePass();

    assertThat(found(story, "selected")).hasSize(12);
    assertThat(found(story, "notWritten")).isEmpty();
    assertThat(found(story, "written")).hasSize(12);
    assertThat(found(story, "writtenNotShown"))
        .containsExactly("sensor-temp-001", "sensor-temp-002", "sensor-temp-003");
    assertThat(found(story, "writtenRefused")).containsExactly("sensor-temp-002");
    assertThat(found(story, "writtenDisconnected")).containsExactly("sensor-temp-001");
    assertThat(found(story, "undone")).isEmpty();
  }

  @Test
  void theQueriesTellTheUndoneFromTheWritten() throws HubException {
    RolloutStory story = new RolloutStory().fleet(12, rules -> {}).spec(SPEC);
    story.runUntil(LONG, Stage.GATED);
    List<String> canaries = found(story, "written");
    assertThat(canaries).hasSize(2);
    assertThat(found(story, "notWritten")).hasSize(10).doesNotContainAnyElementsOf(canaries);

    story.edit("state: Run", "state: Rollback");
    story.runUntil(LONG, Stage.ROLLED_BACK);

    assertThat(found(story, "undone")).isEqualTo(canaries);
    assertThat(found(story, "written")).isEmpty();
  }

  private static RolloutStory mixed() {
    return new RolloutStory()
        .fleet(
            12,
            rules ->
                rules
                    .behaviour(
                        member -> member.deviceId().endsWith("002"),
                        new Behaviour.Reject(Duration.ofSeconds(1), 400, "interval below 15"))
                    .behaviour(member -> member.deviceId().endsWith("003"), new Behaviour.Silent()))
        .spec(
            SPEC.replace(
                        "- {name: canary, size: 2, minSuccessTime: 30s, gate: Manual, minConverged:"
                            + " 2}",
                        "")
                    .replace("- {name: early, size: 25%}", "- {name: everybody, size: 100%}")
                    .replace("maxFailures: 2", "maxFailures: 12")
                + "offline: {policy: Include}\n");
  }

  private static int written(RolloutStory story) {
    return Optional.ofNullable(story.status().counts())
        .map(counts -> counts.total() - counts.pending())
        .orElse(0);
  }

  private static WaveState state(RolloutStory story, String name) {
    return Optional.ofNullable(story.status().waves()).stream()
        .flatMap(List::stream)
        .filter(wave -> wave.name().equals(name))
        .map(WaveStatus::state)
        .findFirst()
        .orElse(WaveState.Pending);
  }

  private static List<String> found(RolloutStory story, String name) throws HubException {
    NamedQuery query =
        story.status().queries().stream()
            .filter(named -> named.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new AssertionError(
                        name + " is not among " + Serialization.asJson(story.status().queries())));
    TreeSet<String> ids = new TreeSet<>();
    new InProcessHub(story.hub)
        .query(query.query(), 100, Optional.empty())
        .rows()
        .forEach(row -> ids.add(row.path("deviceId").asText()));
    return List.copyOf(ids);
  }

  @Test
  void thePlanShowsWhatMostDevicesHadAndItsNotesOutliveTheStatus() {
    RolloutStory story =
        new RolloutStory().fleet(12, rules -> {}).spec(SPEC.replace("size: 2,", "size: 20,"));
    for (int n = 1; n <= 3; n++) {
      story.foreignPatch(
          "sensor-temp-00" + n,
          "{\"properties\": {\"desired\": {\"telemetryInterval\": \"" + "x".repeat(80) + "\"}}}");
    }
    story.onePass();
    story.restart();
    story.onePass();

    FleetRolloutStatus status = story.status();
    assertThat(status.plan().changes().previous())
        .containsExactly(
            new PreviousValues("desired.telemetryInterval: 30", 9),
            new PreviousValues("desired.telemetryInterval: \"" + "x".repeat(62) + "…", 3));
    assertThat(status.plan().notes())
        .anyMatch(note -> note.startsWith("wave canary asks for 20 devices and takes 12"));
  }
}
