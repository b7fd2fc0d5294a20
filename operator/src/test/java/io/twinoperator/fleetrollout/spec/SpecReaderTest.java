package io.twinoperator.fleetrollout.spec;

import static io.twinoperator.fleetrollout.spec.SpecText.patching;
import static io.twinoperator.fleetrollout.spec.SpecText.problems;
import static io.twinoperator.fleetrollout.spec.SpecText.read;
import static io.twinoperator.fleetrollout.spec.SpecText.valid;
import static io.twinoperator.fleetrollout.spec.SpecText.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Action;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.By;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.FailureState;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Gate;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Marker;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Mode;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.OnConflict;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Policy;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Scope;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.State;
import io.twinoperator.time.GoDuration;
import io.twinoperator.twin.Confirmation;
import io.twinoperator.twin.LeafPath;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecReaderTest {
  @Test
  void fillsInDefaults() {
    RolloutSpec spec = valid(with(""));

    assertThat(spec.selection()).isEqualTo(Selection.of("tags.a = 1"));
    assertThat(spec.convergence()).isEqualTo(ConvergenceTerms.STANDARD);
    assertThat(spec.control())
        .isEqualTo(new Control(State.Run, Optional.empty(), Optional.empty(), Duration.ofDays(1)));
    assertThat(spec.onConflict()).isEmpty();
    assertThat(spec.writing()).isEqualTo(new Writing(Mode.Auto, 200, Marker.Tag));
    assertThat(spec.ttlAfterFinished()).isEqualTo(Duration.ofDays(30));
    assertThat(spec.schema()).isEmpty();
  }

  @Test
  void fillsInDefaultsOfStrategyAndPolicies() {
    RolloutSpec spec = valid(with(""));

    assertThat(spec.strategy())
        .isEqualTo(
            new Strategy(
                List.of(
                    WaveSpec.of("canary", new Amount.Count(1)),
                    WaveSpec.of("early", new Amount.Percent(10)),
                    WaveSpec.rest()),
                new Order(By.Hash, "ns/r", List.of()),
                500,
                Optional.empty(),
                Optional.empty(),
                Duration.ofMinutes(30),
                2));
    assertThat(spec.failures())
        .isEqualTo(
            new FailurePolicy(
                new Amount.Percent(2), 20, Set.of(FailureState.values()), List.of(), Action.Pause));
    assertThat(spec.rollback())
        .isEqualTo(new RollbackPolicy(Scope.Rollout, Duration.ZERO, OptionalInt.empty()));
    assertThat(spec.offline())
        .isEqualTo(new OfflinePolicy(Policy.Defer, Duration.ZERO, Duration.ofDays(7)));
  }

  /** The definition's defaults, which the API server fills in, are those of the reader. */
  @Test
  void readsAnEmptyRecordAsNone() {
    String empty =
        "strategy: {order: {}, retry: {}}\nfailurePolicy: {}\nrollback: {}\noffline: {}\n"
            + "writer: {}\nconvergence: {}\nexpectedDevices: {}";

    assertThat(valid(with(empty))).isEqualTo(valid(with("")));
  }

  @Test
  void readsWhichDevicesAndWhatIsAwaited() {
    RolloutSpec spec =
        valid(
            with(
                """
                excludeDevices: [z, b]
                expectedDevices: {min: 5, max: 50}
                convergence: {rule: Acknowledged, paths: [{desired: b, reported: x.y}]}
                onConflict: Queue
                marker: None
                ttlAfterFinished: 1h
                schema: {configMapRef: {name: fleet}}
                """));

    assertThat(spec.selection().excluded()).containsExactly("b", "z");
    assertThat(spec.selection().expected().allows(4)).isFalse();
    assertThat(spec.selection().expected().allows(50)).isTrue();
    assertThat(spec.selection().expected().allows(51)).isFalse();
    assertThat(spec.convergence().confirmation())
        .contains(
            new Confirmation(
                Confirmation.Rule.ACKNOWLEDGED,
                Map.of(LeafPath.parse("desired.b"), List.of("x", "y"))));
    assertThat(spec.onConflict()).contains(OnConflict.Queue);
    assertThat(spec.writing().marker()).isEqualTo(Marker.None);
    assertThat(spec.ttlAfterFinished()).isEqualTo(Duration.ofHours(1));
    assertThat(spec.schema()).map(schema -> schema.configMapRef().name()).contains("fleet");
    assertThat(valid(with("convergence: {rule: None}")).convergence().awaitReport()).isFalse();
  }

  @Test
  void readsTheStrategy() {
    Strategy strategy =
        valid(
                with(
                    """
                    strategy:
                      waves: [{name: lab, query: "tags.b = 2 OR tags.b = 3", size: 20%,
                               minSuccessTime: 1h, successThreshold: 80%, minConverged: 3,
                               gate: Manual, mandatory: true}]
                      order: {by: DeviceId, salt: s, spreadBy: [tags.site, tags.model]}
                      maxConcurrency: 7
                      disruptionBudget: {groupBy: [tags.site], maxUnavailable: 10%}
                      rate: {basePerMinute: 4, incrementFactor: "1.5", increaseAfterConverged: 10,
                             maxPerMinute: 8}
                    """))
            .strategy();

    assertThat(strategy.waves())
        .containsExactly(
            new WaveSpec(
                "lab",
                Optional.of("tags.b = 2 OR tags.b = 3"),
                new Amount.Percent(20),
                Duration.ofHours(1),
                new Amount.Percent(80),
                3,
                Gate.Manual,
                Tolerance.ZERO),
            WaveSpec.rest());
    List<LeafPath> site = List.of(LeafPath.parse("tags.site"));
    assertThat(strategy.order())
        .isEqualTo(new Order(By.DeviceId, "s", List.of(site.get(0), LeafPath.parse("tags.model"))));
    assertThat(strategy.maxConcurrency()).isEqualTo(7);
    assertThat(strategy.disruptionBudget())
        .contains(new DisruptionBudget(site, new Amount.Percent(10)));
    assertThat(strategy.rate()).contains(new Rate(4, 1.5, 10, OptionalInt.of(8)));
  }

  @Test
  void readsHowLongItIsTried() {
    Strategy strategy =
        valid(with("strategy: {progressDeadline: 5m, retry: {limit: 0}}")).strategy();

    assertThat(strategy.progressDeadline()).isEqualTo(Duration.ofMinutes(5));
    assertThat(strategy.retries()).isZero();
  }

  @Test
  void readsThePolicies() {
    RolloutSpec spec =
        valid(
            with(
                """
                failurePolicy:
                  maxFailures: 3
                  minDevices: 5
                  countedStates: [Rejected, TimedOut]
                  criteria: [{state: Rejected, max: 1%, action: Rollback}, {max: 2, minDevices: 9}]
                  action: Abort
                rollback: {scope: Wave, bakeTime: 2h, maxPerMinute: 600}
                offline: {policy: Include, offlineAfter: 15m, stragglerDeadline: 24h}
                """));

    Set<FailureState> counted = Set.of(FailureState.Rejected, FailureState.TimedOut);
    assertThat(spec.failures().counted()).isEqualTo(counted);
    assertThat(spec.failures().inOrder())
        .containsExactly(
            new Criterion(
                Optional.of(FailureState.Rejected), new Amount.Percent(1), 5, Action.Rollback),
            new Criterion(Optional.empty(), new Amount.Count(2), 9, Action.Abort),
            new Criterion(Optional.empty(), new Amount.Count(3), 5, Action.Abort));
    assertThat(spec.failures().inOrder().get(0).states(counted))
        .containsExactly(FailureState.Rejected);
    assertThat(spec.failures().inOrder().get(1).states(counted)).isEqualTo(counted);
    assertThat(spec.rollback())
        .isEqualTo(new RollbackPolicy(Scope.Wave, Duration.ofHours(2), OptionalInt.of(600)));
    assertThat(spec.offline())
        .isEqualTo(new OfflinePolicy(Policy.Include, Duration.ofMinutes(15), Duration.ofDays(1)));
  }

  @Test
  void readsWhatIsWantedAtTheMoment() {
    String digest = "sha256:" + "0a".repeat(32);
    Control control =
        valid(with("state: Pause\npromoteTo: early\nplanMaxAge: 1m\napprovedPlanDigest: " + digest))
            .control();

    assertThat(control)
        .isEqualTo(
            new Control(
                State.Pause,
                Optional.of(new Promotion.UpTo("early")),
                Optional.of(digest),
                Duration.ofMinutes(1)));
    assertThat(valid(with("")).in(State.Abort).control().state()).isEqualTo(State.Abort);
  }

  @ParameterizedTest
  @CsvSource({
    "a,0,true",
    "a,1,false",
    "b,1,true",
    "b,2,false",
    "rest,2,true",
    "All,2,true",
    "x,0,false"
  })
  void promotionCoversAWaveAndAllBeforeIt(String text, int wave, boolean covered) {
    assertThat(Promotion.of(text).covers(wave, List.of("a", "b", "rest"))).isEqualTo(covered);
  }

  @ParameterizedTest
  @CsvSource({"0,10", "99,10", "100,20", "299,40", "300,80", "900,100"})
  void rateGrowsOnConvergedDevices(int converged, double perMinute) {
    assertThat(new Rate(10, 2, 100, OptionalInt.of(100)).perMinute(converged)).isEqualTo(perMinute);
  }

  @Test
  void rateStaysWhereItIsWithoutAFactor() {
    Rate rate = valid(with("strategy: {rate: {basePerMinute: 5}}")).strategy().rate().orElseThrow();

    assertThat(rate).isEqualTo(new Rate(5, 1, 5, OptionalInt.empty()));
    assertThat(rate.perMinute(100_000)).isEqualTo(5);
  }

  @Test
  void namesAllProblemsAtOnce() {
    assertThat(
            problems(
                patching(
                    "{desired: {a: null}}",
                    "strategy: {progressDeadline: x, waves: [{name: rest, size: 1}]}")))
        .hasSize(3);
    assertThat(
            read("selector: {query: ' '}\npatch: {desired: {a: 1}}")
                .fold(v -> "", SpecReading.Invalid::message))
        .contains("spec.selector.query: is blank");
  }

  @ParameterizedTest
  @CsvSource({"0s,0", "1500ms,1500", "1h30m,5400000", "0.5s,500", "168h,604800000"})
  void readsDurations(String text, long millis) {
    assertThat(GoDuration.parse(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "-5s", "5 m", "1d", "s", "9999999999999999999h"})
  void refusesWhatIsNoDuration(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> GoDuration.parse(text));
  }

  @ParameterizedTest
  @CsvSource({"10%,5,1", "10%,11,2", "100%,7,7", "1%,0,0", "3,2,2", "3,9,3"})
  void sizesRoundUp(String amount, int devices, int taken) {
    assertThat(Amount.parse(amountOf(amount), 1).sizeOf(devices)).isEqualTo(taken);
  }

  @ParameterizedTest
  @CsvSource({"2%,1,50,false", "2%,2,50,true", "0,1,1,true", "0,0,9,false", "0%,1,1000,true"})
  void limitsAreComparedAsRatios(String amount, int failed, int decided, boolean exceeded) {
    assertThat(Amount.parse(amountOf(amount), 0).exceededBy(failed, decided)).isEqualTo(exceeded);
  }

  private static IntOrString amountOf(String text) {
    return text.endsWith("%") ? new IntOrString(text) : new IntOrString(Integer.valueOf(text));
  }
}
