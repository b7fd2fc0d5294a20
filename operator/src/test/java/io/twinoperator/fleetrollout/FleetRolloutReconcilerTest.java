package io.twinoperator.fleetrollout;

import static io.twinoperator.fleetrollout.AwaitedStatus.isStalled;
import static io.twinoperator.fleetrollout.AwaitedStatus.ready;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutLedger;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.ClaimedDevice;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.Phase;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.hub.Tier;
import io.twinoperator.testing.OnApiServer;
import io.twinoperator.testing.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FleetRollouts against an API server and the emulated hub, through the vendor's SDK. */
@OnApiServer
class FleetRolloutReconcilerTest {
  private static TestCluster cluster;

  @BeforeAll
  static void start() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(50));
    cluster = TestCluster.start(HubSettings.of(Tier.S3, 1));
    cluster.createHub("production");
  }

  @AfterAll
  static void stop() {
    cluster.close();
    Awaitility.reset();
  }

  @Test
  void convergesAndLeavesADeviceAloneThatADeviceConfigClaims() {
    devices("well", 12);
    cluster.apply(
        """
        apiVersion: twin-operator.io/v1alpha1
        kind: DeviceConfig
        metadata: {name: well-5, namespace: plant}
        spec: {hubRef: {name: production}, desired: {interval: 15}}
        """);
    await().until(() -> cluster.twin("well-5", "/properties/desired/interval").asInt() == 15);

    apply("well", "Run", "{desired: {interval: 10}}");
    FleetRolloutStatus status = awaitStatus("well", s -> s.phase() == Phase.Succeeded);

    assertThat(status.counts().converged()).isEqualTo(11);
    assertThat(status.counts().claimed()).isEqualTo(1);
    assertThat(status.claimed())
        .containsExactly(
            new ClaimedDevice("well-5", "DeviceConfig plant/well-5", List.of("desired.interval")));
    assertThat(cluster.twin("well-5", "/properties/desired/interval").asInt()).isEqualTo(15);
    assertThat(cluster.twin("well-6", "/properties/desired/interval").asInt()).isEqualTo(10);
    assertThat(ready(status).getStatus()).isEqualTo("True");
    assertThat(status.plan().devices()).isEqualTo(12);
    assertThat(status.plan().claimed()).isEqualTo(1);
    RolloutStoryTest.assertSums(status.counts());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRestartLosesNoDeviceAndRepeatsNoJob(boolean statusIsLost) {
    String name = statusIsLost ? "lost" : "kept";
    devices(name, 12);
    apply(name, "Run", "{desired: {interval: 10}}");
    awaitStatus(name, s -> s.counts() != null && s.counts().converged() >= 1);

    cluster.stopOperator();
    if (statusIsLost) {
      cluster
          .client()
          .resources(FleetRollout.class)
          .inNamespace("plant")
          .withName(name)
          .editStatus(
              rollout -> {
                rollout.setStatus(null);
                return rollout;
              });
    }
    cluster.startOperator();
    FleetRolloutStatus status = awaitStatus(name, s -> s.phase() == Phase.Succeeded);

    assertThat(status.counts().converged()).isEqualTo(12);
    RolloutStoryTest.assertSums(status.counts());
    IntStream.rangeClosed(1, 12)
        .forEach(
            n ->
                assertThat(cluster.twin(name + "-" + n, "/properties/desired/$version").asInt())
                    .as("%s-%d was written once", name, n)
                    .isEqualTo(2));
  }

  @Test
  void aQueryThatDoesNotParseIsNamedWithTheHubsWords() {
    applySpec(
        "unparsable",
        "{hubRef: {name: production}, selector: {query: 'tags.fleet ='}, patch: {desired: {a: 1}}}");
    FleetRolloutStatus status = awaitStatus("unparsable", s -> isStalled(s));

    assertThat(ready(status).getReason()).isEqualTo("QueryRefused");
    assertThat(status.phase()).isEqualTo(Phase.Blocked);
    assertThat(ready(status).getMessage()).contains("tags.fleet =");
  }

  @Test
  void aSelectorThatSelectsNothingWaitsForDevices() {
    applySpec(
        "empty",
        "{hubRef: {name: production}, selector: {query: \"tags.fleet = 'none'\"}, patch: {desired:"
            + " {a: 1}}}");
    FleetRolloutStatus status = awaitStatus("empty", s -> ready(s).getReason().equals("NoMembers"));

    assertThat(ready(status).getMessage()).contains("tags.fleet = 'none'");
    assertThat(status.phase()).isEqualTo(Phase.Pending);
  }

  @Test
  void aPatchOverALimitIsRefusedBeforeAnyCallAndNothingIsWritten() {
    devices("limit", 1);
    String text = "x".repeat(5_000);
    apply("limit", "Run", "{desired: {note: " + text + "}}");
    FleetRolloutStatus status = awaitStatus("limit", s -> isStalled(s));

    assertThat(ready(status).getReason()).isEqualTo("InvalidSpec");
    assertThat(ready(status).getMessage()).contains("desired.note").contains("4096");
    assertThat(cluster.twin("limit-1", "/properties/desired/$version").asInt()).isEqualTo(1);
  }

  @Test
  void aHubThatIsNotThereIsNamedAndHealsWhenItComes() {
    devices("hubless", 2);
    applySpec(
        "hubless",
        "{hubRef: {name: later}, selector: {query: \"tags.fleet = 'hubless'\"}, patch: {desired:"
            + " {interval: 10}}}");
    FleetRolloutStatus status = awaitStatus("hubless", s -> ready(s) != null);
    assertThat(ready(status).getReason()).isEqualTo("HubNotFound");
    assertThat(ready(status).getMessage()).contains("later").contains("plant");

    cluster.createHub("later");
    awaitStatus("hubless", s -> s.phase() == Phase.Succeeded);
  }

  @Test
  void planShowsWhatWouldHappenAndRunDoesIt() {
    devices("planned", 8);
    apply("planned", "Plan", "{desired: {interval: 10}}");
    FleetRolloutStatus status =
        awaitStatus(
            "planned", s -> s.phase() == Phase.Planned && ready(s).getStatus().equals("True"));
    assertThat(status.plan().devices()).isEqualTo(8);
    assertThat(status.plan().waves()).extracting(w -> w.devices()).containsExactly(1, 7);
    assertThat(cluster.twin("planned-1", "/properties/desired/$version").asInt()).isEqualTo(1);

    apply("planned", "Run", "{desired: {interval: 10}}");
    awaitStatus("planned", s -> s.phase() == Phase.Succeeded);
  }

  @Test
  void deletingARolloutKeepsItsLedgerSoThatTheSameObjectGoesOn() {
    devices("gone", 3);
    apply("gone", "Run", "{desired: {interval: 10}}");
    awaitStatus("gone", s -> s.plan() != null);
    cluster.client().resources(FleetRollout.class).inNamespace("plant").withName("gone").delete();

    await()
        .until(
            () ->
                cluster
                        .client()
                        .resources(FleetRollout.class)
                        .inNamespace("plant")
                        .withName("gone")
                        .get()
                    == null);
    assertThat(
            cluster
                .client()
                .resources(FleetRolloutLedger.class)
                .inNamespace("plant")
                .list()
                .getItems())
        .anyMatch(ledger -> ledger.getSpec().rollout().equals("gone"));
  }

  @Test
  void deletingARunningRolloutIsToldInAnEvent() {
    devices("torn", 12);
    applySpec(
        "torn",
        """
        {hubRef: {name: production}, selector: {query: "tags.fleet = 'torn'"}, patch: {desired: {interval: 10}},
         expectedDevices: {max: 1000}, strategy: {waves: [{name: canary, size: 1, minSuccessTime: 1h}]}}""");
    awaitStatus("torn", s -> s.counts() != null && s.counts().converged() == 1);
    cluster.client().resources(FleetRollout.class).inNamespace("plant").withName("torn").delete();

    await()
        .untilAsserted(
            () ->
                assertThat(
                        cluster
                            .client()
                            .events()
                            .v1()
                            .events()
                            .inNamespace("plant")
                            .list()
                            .getItems())
                    .filteredOn(
                        event ->
                            event.getReason().equals("DeletedWhileRunning")
                                && event.getRegarding().getName().equals("torn"))
                    .singleElement()
                    .satisfies(
                        event -> {
                          assertThat(event.getType()).isEqualTo("Warning");
                          assertThat(event.getRegarding().getName()).isEqualTo("torn");
                          assertThat(event.getNote())
                              .contains("nothing is undone: 1 of 12 devices keep the change");
                        }));
  }

  /** The younger one begins long before it would have looked again. */
  @Test
  void whoWaitsForAnotherRolloutIsWokenWhenThatHasEnded() {
    devices("shared", 2);
    String spec =
        """
        {hubRef: {name: production}, selector: {query: "tags.fleet = 'shared'"}, patch: {desired: {interval: %d}},
         expectedDevices: {max: 1000}, onConflict: %s, strategy: {waves: [{name: canary, size: 1, minSuccessTime: 1h}]}}""";
    applySpec("shared-first", spec.formatted(10, "Block"));
    awaitStatus("shared-first", s -> s.counts() != null && s.counts().converged() == 1);
    applySpec("shared-second", spec.formatted(20, "Block"));
    FleetRolloutStatus blocked = awaitStatus("shared-second", s -> s.phase() == Phase.Blocked);
    assertThat(ready(blocked).getReason()).isEqualTo("Conflict");

    cluster
        .client()
        .resources(FleetRollout.class)
        .inNamespace("plant")
        .withName("shared-first")
        .delete();
    awaitStatus("shared-second", s -> s.phase() == Phase.Progressing);
  }

  private static void devices(String fleet, int count) {
    for (int n = 1; n <= count; n++) {
      String id = fleet + "-" + n;
      cluster.createDevice(id, new Behaviour.Acknowledge(Duration.ofMillis(100)));
      cluster.patchTwin(id, "{\"tags\":{\"fleet\":\"" + fleet + "\"}}");
    }
  }

  private static void apply(String fleet, String state, String patch) {
    applySpec(
        fleet,
        """
        {hubRef: {name: production}, selector: {query: "tags.fleet = '%s'"}, expectedDevices: {max: 1000}, patch: %s, state: %s,
         strategy: {waves: [{name: canary, size: 1}]}}"""
            .formatted(fleet, patch, state));
  }

  private static void applySpec(String name, String spec) {
    cluster.apply(
        """
        apiVersion: twin-operator.io/v1alpha1
        kind: FleetRollout
        metadata: {name: %s, namespace: plant}
        spec: %s
        """
            .formatted(name, spec.indent(2).strip()));
  }

  private static FleetRolloutStatus awaitStatus(String name, Predicate<FleetRolloutStatus> wanted) {
    return AwaitedStatus.of(cluster, name, wanted);
  }
}
