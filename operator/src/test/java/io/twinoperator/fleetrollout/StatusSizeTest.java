package io.twinoperator.fleetrollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.twinoperator.api.v1alpha1.DeviceState;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Gate;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Scope;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.ActiveJob;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.ClaimedDevice;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.FailureSample;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.Jobs;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.LogEntry;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.NamedQuery;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.NextTransition;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.Phase;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.WaveState;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.WaveStatus;
import io.twinoperator.api.v1alpha1.RollbackStatus;
import io.twinoperator.api.v1alpha1.RolloutConflict;
import io.twinoperator.api.v1alpha1.RolloutCounts;
import io.twinoperator.api.v1alpha1.RolloutPlanStatus;
import io.twinoperator.api.v1alpha1.RolloutPlanStatus.Changes;
import io.twinoperator.api.v1alpha1.RolloutPlanStatus.EstimatedDuration;
import io.twinoperator.api.v1alpha1.RolloutPlanStatus.HubOperations;
import io.twinoperator.api.v1alpha1.RolloutPlanStatus.PlannedWave;
import io.twinoperator.api.v1alpha1.RolloutPlanStatus.PreviousValues;
import io.twinoperator.packaging.CrdSchema;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusSizeTest {
  private static final String TIME = "2026-01-05T08:00:00Z";
  private static final int MANY = 1_000_000;

  /** Of the largest fleet, with texts of this character as long as the definition allows. */
  private static FleetRolloutStatus full(String character) {
    return FleetRolloutStatus.builder()
        .conditions(List.of(condition("Ready", character), condition("Stalled", character)))
        .observedGeneration(Long.MAX_VALUE)
        .lastHandledReconcileAt("x".repeat(200_000))
        .phase(Phase.RolledBackWithExceptions)
        .message(character.repeat(32_768))
        .waitingFor(character.repeat(512))
        .nextTransition(new NextTransition(TIME, character.repeat(256)))
        .eta(TIME)
        .revision("a".repeat(12))
        .plan(plan(character))
        .counts(counts())
        .failed(MANY)
        .countsObservedAt(TIME)
        .currentWave("w".repeat(63))
        .waves(list(32, n -> wave(name(n))))
        .jobs(new Jobs(list(10, n -> new ActiveJob(name(n), "running", 200)), MANY, MANY))
        .rollback(
            new RollbackStatus(
                TIME,
                character.repeat(512),
                Scope.Wave,
                name(1),
                MANY,
                MANY,
                MANY,
                MANY,
                MANY,
                TIME))
        .conflicts(
            list(8, n -> new RolloutConflict("FleetRollout", name(n), paths(character), MANY)))
        .claimed(list(20, n -> new ClaimedDevice("d".repeat(128), "o".repeat(317), paths("k"))))
        .failureSamples(list(20, n -> failure(n, character)))
        .queries(list(8, n -> new NamedQuery(name(n), character.repeat(8192))))
        .eventLog(list(20, n -> new LogEntry(TIME, "entry" + n, character.repeat(512))))
        .build();
  }

  private static Condition condition(String type, String character) {
    return new ConditionBuilder()
        .withType(type)
        .withStatus("False")
        .withReason("FailurePolicyBreached")
        .withMessage(character.repeat(1024))
        .withObservedGeneration(Long.MAX_VALUE)
        .withLastTransitionTime(TIME)
        .build();
  }

  private static RolloutPlanStatus plan(String character) {
    return new RolloutPlanStatus(
        "sha256:" + "0".repeat(64),
        TIME,
        MANY,
        new Changes(
            MANY,
            MANY,
            MANY,
            MANY,
            MANY,
            list(8, n -> new PreviousValues(character.repeat(512), MANY))),
        MANY,
        MANY,
        list(32, n -> new PlannedWave(name(n), MANY)),
        new HubOperations(MANY, MANY, MANY, MANY, Long.MAX_VALUE),
        new EstimatedDuration("87599h59m59s", "87599h59m59s", "87599h59m59s"),
        list(8, n -> character.repeat(512)));
  }

  private static RolloutCounts counts() {
    return RolloutCounts.of(
        Arrays.stream(DeviceState.values())
            .collect(Collectors.toMap(Function.identity(), state -> MANY)));
  }

  private static WaveStatus wave(String name) {
    return new WaveStatus(
        name, WaveState.Progressing, MANY, MANY, MANY, MANY, Gate.Manual, TIME, TIME, TIME);
  }

  private static FailureSample failure(int number, String character) {
    String path = "desired." + "k".repeat(12_000);
    return new FailureSample(
        "device-" + number + "d".repeat(110),
        DeviceState.Unverifiable,
        path,
        500,
        character.repeat(256));
  }

  private static List<String> paths(String character) {
    return list(5, n -> "desired." + character.repeat(12_000));
  }

  private static String name(int number) {
    return "wave-%02d-".formatted(number) + "w".repeat(55);
  }

  private static <T> List<T> list(int size, IntFunction<T> entry) {
    return IntStream.range(0, size).mapToObj(entry).toList();
  }

  /** Letters, three bytes each in UTF-8, and control characters, six each in JSON. */
  @ParameterizedTest
  @ValueSource(strings = {"x", "界", "\u0001"})
  void aStatusThatIsFullOfEverythingIsWithinItsSize(String character) {
    FleetRolloutStatus given = full(character);

    FleetRolloutStatus bounded = StatusSize.bounded(given);

    assertThat(StatusSize.bytes(given)).isGreaterThan(10 * StatusSize.MAX_BYTES);
    assertThat(StatusSize.bytes(bounded)).isLessThanOrEqualTo(StatusSize.MAX_BYTES);
    assertThat(bounded.counts()).isEqualTo(given.counts());
    assertThat(bounded.waves()).isEqualTo(given.waves());
    assertThat(bounded.plan().waves()).isEqualTo(given.plan().waves());
    assertThat(bounded.failureSamples()).isNotEmpty();
    assertThat(bounded.claimed()).isNotEmpty();
    assertThat(bounded.conflicts()).isNotEmpty();
    assertThat(bounded.lastHandledReconcileAt()).isEqualTo(given.lastHandledReconcileAt());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "界"})
  void theDefinitionTakesWhatIsBounded(String character) throws IOException {
    FleetRollout rollout = new FleetRollout();
    rollout.setMetadata(new ObjectMetaBuilder().withName("full").build());
    rollout.setSpec(
        Serialization.unmarshal(
            "hubRef: {name: a}\nselector: {query: a}\npatch: {desired: {a: 1}}",
            FleetRolloutSpec.class));
    rollout.setStatus(StatusSize.bounded(full(character)));

    assertThat(
            CrdSchema.byKind()
                .get("FleetRollout")
                .findings(new ObjectMapper().valueToTree(rollout)))
        .isEmpty();
  }

  @Test
  void theNewestOfTheLogStays() {
    assertThat(StatusSize.bounded(full("x")).eventLog())
        .isNotEmpty()
        .last()
        .extracting(LogEntry::type)
        .isEqualTo("entry19");
  }

  @Test
  void whatIsCutSaysSo() {
    assertThat(StatusSize.bounded(full("x")).message()).endsWith("…");
    assertThat(StatusSize.bounded(full("x")).failureSamples().get(0).path())
        .startsWith("desired.k")
        .endsWith("…");
  }

  @Test
  void aQueryIsWholeOrLeftOut() {
    String room = "SELECT deviceId FROM devices WHERE tags.a = '" + "x".repeat(700) + "'";
    FleetRolloutStatus given =
        full("x")
            .edit()
            .queries(List.of(new NamedQuery("long", room), new NamedQuery("short", "SELECT 1")))
            .build();

    assertThat(StatusSize.bounded(given).queries())
        .allSatisfy(named -> assertThat(named.query()).isIn(room, "SELECT 1"));
  }

  @Test
  void aUsualStatusIsLeftAsItIs() {
    FleetRolloutStatus usual =
        FleetRolloutStatus.builder()
            .phase(Phase.Paused)
            .message("stopped by itself: 3 of 40 failed, 2% are accepted")
            .counts(RolloutCounts.of(Map.of(DeviceState.Converged, 37, DeviceState.Rejected, 3)))
            .waves(list(3, n -> wave("wave" + n)))
            .failureSamples(
                list(
                    20,
                    n ->
                        new FailureSample(
                            "sensor-temp-" + n,
                            DeviceState.Rejected,
                            "desired.telemetryInterval",
                            400,
                            "interval out of range ".repeat(9))))
            .queries(list(4, n -> new NamedQuery("q" + n, "SELECT * FROM devices ".repeat(20))))
            .eventLog(list(20, n -> new LogEntry(TIME, "WaveReleased", "x".repeat(160))))
            .build();

    assertThat(StatusSize.bounded(usual)).isEqualTo(usual);
    assertThat(usual.counts().total()).isEqualTo(40);
  }
}
