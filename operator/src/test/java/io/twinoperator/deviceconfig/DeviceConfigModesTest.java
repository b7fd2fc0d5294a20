package io.twinoperator.deviceconfig;

import static io.twinoperator.deviceconfig.DeviceConfigs.condition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinoperator.api.v1alpha1.Api;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ManagedLeaf;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.testing.OnApiServer;
import io.twinoperator.testing.TestCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * DeviceConfigs that are asked to write less than they could, through the whole of the operator.
 */
@OnApiServer
class DeviceConfigModesTest {

  private static final Behaviour AT_ONCE = new Behaviour.Apply(Duration.ZERO);

  private static TestCluster cluster;
  private static DeviceConfigs configs;

  @BeforeAll
  static void start() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(20));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
    cluster = TestCluster.start();
    cluster.createHub("production");
    configs = new DeviceConfigs(cluster, "production");
  }

  @AfterAll
  static void stop() {
    cluster.close();
    Awaitility.reset();
  }

  @Test
  void observingWritesNothingAndEnforcingDoesAndObservingLetsGoAgain() {
    cluster.createDevice("watched", AT_ONCE);
    cluster.patchTwin("watched", "{\"properties\":{\"desired\":{\"interval\":99}}}");
    configs.apply("watched", "{mode: Observe, desired: {interval: 15}}");
    DeviceConfig observed = configs.awaitReady("watched", "True", "Observed");
    assertThat(condition(observed, "Synced").getStatus()).isEqualTo("False");
    assertThat(observed.getStatus().differences())
        .singleElement()
        .satisfies(
            difference -> {
              assertThat(difference.path()).isEqualTo("desired.interval");
              assertThat(String.valueOf(difference.expected())).isEqualTo("15");
              assertThat(String.valueOf(difference.observed())).isEqualTo("99");
            });
    assertThat(cluster.hubCalls().patches("watched")).isZero();

    configs.apply("watched", "{mode: Enforce, desired: {interval: 15}}");
    DeviceConfig enforced = configs.awaitReady("watched", "True", "Converged");
    assertThat(enforced.getStatus().differences()).isNull();
    assertThat(enforced.getStatus().managed())
        .extracting(ManagedLeaf::path)
        .containsExactly("desired.interval");

    configs.apply("watched", "{mode: Observe, desired: {other: 1}}");
    DeviceConfig letGo = configs.awaitReady("watched", "True", "Observed");
    assertThat(letGo.getStatus().managed()).isNullOrEmpty();
    assertThat(cluster.twin("watched", "/properties/desired/interval").intValue()).isEqualTo(15);
    assertThat(cluster.hubCalls().patches("watched")).isEqualTo(1);
  }

  @Test
  void whoObservesClaimsNothingAndRemovesNothing() {
    cluster.createDevice("looked-at", AT_ONCE);
    configs.apply(
        "a-looking",
        "looked-at",
        "{mode: Observe, deletionPolicy: RemoveManaged, desired: {a: 1}}");
    configs.awaitReady("a-looking", "True", "Observed");
    assertThat(configs.get("a-looking").getFinalizers()).isEmpty();

    configs.apply("b-writing", "looked-at", "{desired: {a: 2}}");
    configs.awaitReady("b-writing", "True", "Converged");
    configs.delete("a-looking");

    await().untilAsserted(() -> assertThat(configs.get("a-looking")).isNull());
    assertThat(cluster.twin("looked-at", "/properties/desired/a").intValue()).isEqualTo(2);
  }

  @Test
  void takeOverIfEqualLeavesAForeignValueUntilItIsEqualOrAlways() {
    cluster.createDevice("taken", AT_ONCE);
    cluster.patchTwin("taken", "{\"properties\":{\"desired\":{\"a\":9}}}");
    configs.apply("taken", "{takeOver: IfEqual, desired: {a: 1, b: 2}}");
    configs.awaitReady("taken", "False", "TakeOverRefused");
    assertThat(cluster.twin("taken", "/properties/desired/a").intValue()).isEqualTo(9);
    assertThat(cluster.twin("taken", "/properties/desired/b").intValue()).isEqualTo(2);

    configs.apply("taken", "{takeOver: Always, desired: {a: 1, b: 2}}");
    configs.awaitReady("taken", "True", "Converged");
    assertThat(cluster.twin("taken", "/properties/desired/a").intValue()).isEqualTo(1);
  }

  @Test
  void driftThatIsOnlyReportedStays() {
    cluster.createDevice("reported", AT_ONCE);
    configs.apply("reported", "{drift: {policy: Report}, desired: {a: 1}}");
    configs.awaitReady("reported", "True", "Converged");
    cluster.patchTwin("reported", "{\"properties\":{\"desired\":{\"a\":9}}}");

    DeviceConfig config = configs.awaitReady("reported", "False", "Drifted");
    assertThat(config.getStatus().drift()).hasSize(1);
    assertThat(cluster.twin("reported", "/properties/desired/a").intValue()).isEqualTo(9);
    cluster.patchTwin("reported", "{\"properties\":{\"desired\":{\"a\":1}}}");
    configs.awaitReady("reported", "True", "Converged");
  }

  @Test
  void twoWritersDoNotFightForEverAndARestartForgetsNoCount() {
    cluster.createDevice("fought", AT_ONCE);
    configs.apply("fought", "{drift: {maxCorrectionsPerHour: 1}, desired: {a: 1}}");
    configs.awaitReady("fought", "True", "Converged");
    cluster.patchTwin("fought", "{\"properties\":{\"desired\":{\"a\":9}}}");
    configs.awaitDesired("fought", "a", "1");
    cluster.stopOperator();
    cluster.patchTwin("fought", "{\"properties\":{\"desired\":{\"a\":8}}}");
    cluster.startOperator();

    configs.awaitReady("fought", "False", "CorrectionsExhausted");
    assertThat(cluster.twin("fought", "/properties/desired/a").intValue()).isEqualTo(8);
    configs.edit(
        "fought",
        config -> config.getMetadata().setAnnotations(Map.of(Api.RECONCILE_REQUESTED_AT, "now")));
    configs.awaitReady("fought", "True", "Converged");
    assertThat(cluster.twin("fought", "/properties/desired/a").intValue()).isEqualTo(1);
  }

  @Test
  void aCorrectionWhoseAnswerIsLostIsToldAsACorrection() {
    cluster.createDevice("unanswered", AT_ONCE);
    configs.apply("unanswered", "{desired: {a: 1}}");
    configs.awaitReady("unanswered", "True", "Converged");
    cluster.hubCalls().loseNextAnswer("unanswered");
    cluster.patchTwin("unanswered", "{\"properties\":{\"desired\":{\"a\":9}}}");

    await()
        .untilAsserted(
            () ->
                assertThat(condition(configs.get("unanswered"), "Drifted").getReason())
                    .isEqualTo("Corrected"));
    assertThat(cluster.hubCalls().patches("unanswered")).isEqualTo(2);
    assertThat(configs.get("unanswered").getStatus().drift().get(0).corrections()).isEqualTo(1);
  }

  @Test
  void aLeafThatSomebodyMadeAnObjectIsSetBack() {
    cluster.createDevice("reshaped", AT_ONCE);
    configs.apply("reshaped", "{desired: {a: 1}}");
    configs.awaitReady("reshaped", "True", "Converged");
    cluster.patchTwin("reshaped", "{\"properties\":{\"desired\":{\"a\":{\"b\":2}}}}");

    configs.awaitDesired("reshaped", "a", "1");
    configs.awaitReady("reshaped", "True", "Converged");
  }

  @Test
  void aHoldStopsTheWritesAndTakingItOffGoesOn() {
    cluster.createDevice("held", AT_ONCE);
    configs.apply("held", "{desired: {a: 1}}");
    configs.awaitReady("held", "True", "Converged");
    annotate("held", Map.of(Api.HOLD, "true"));
    configs.awaitReady("held", "True", "Held");

    configs.edit(
        "held", config -> config.setSpec(Observations.with(config.getSpec(), "{desired: {a: 2}}")));
    DeviceConfig held = configs.awaitReady("held", "True", "Held");
    assertThat(held.getStatus().differences()).hasSize(1);
    assertThat(cluster.twin("held", "/properties/desired/a").intValue()).isEqualTo(1);

    annotate("held", Map.of(Api.HOLD, "false"));
    configs.awaitReady("held", "True", "Converged");
    assertThat(cluster.twin("held", "/properties/desired/a").intValue()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {Api.DETACH, Api.HOLD})
  void aDeletionWithAnAnnotationEndsWithoutTouchingTheHub(String annotation) {
    String name = "detached-" + annotation.length();
    cluster.createDevice(name, AT_ONCE);
    configs.apply(name, "{deletionPolicy: RemoveManaged, desired: {a: 1}}");
    configs.awaitReady(name, "True", "Converged");
    annotate(name, Map.of(annotation, "true"));

    configs.delete(name);

    await().untilAsserted(() -> assertThat(configs.get(name)).isNull());
    assertThat(cluster.twin(name, "/properties/desired/a").intValue()).isEqualTo(1);
    assertThat(cluster.hubCalls().patches(name)).isEqualTo(1);
  }

  @Test
  void aDeletionThatWaitsForTheHubEndsWhenItIsDetached() {
    cluster.createDevice("stuck", AT_ONCE);
    cluster.createHub("stuck");
    var stuck = new DeviceConfigs(cluster, "stuck");
    stuck.apply("stuck", "{deletionPolicy: RemoveManaged, desired: {a: 1}}");
    stuck.awaitReady("stuck", "True", "Converged");
    String good = cluster.emulator().connectionString("localhost");
    cluster.putSecret(
        "stuck-key", Map.of("connectionString", good.replaceAll("Key=[^;]*$", "Key=bm90IGl0")));
    cluster.awaitHubNotReady("stuck", "Unauthorized");
    stuck.edit("stuck", config -> config.getMetadata().setAnnotations(Map.of(Api.DETACH, "1")));
    long reads = cluster.hubCalls().reads("stuck");

    stuck.delete("stuck");

    await().untilAsserted(() -> assertThat(stuck.get("stuck")).isNull());
    assertThat(cluster.hubCalls().reads("stuck")).isLessThanOrEqualTo(reads + 1);
  }

  @Test
  void aFirstApplicationCostsOneStatusWrite() {
    cluster.createDevice("frugal", AT_ONCE);
    cluster.stopOperator();
    configs.apply("frugal", "{desired: {a: 1}}");
    cluster.startOperator();
    DeviceConfig config = configs.awaitReady("frugal", "True", "Converged");

    // One with what was written, and one more if the device had not confirmed it by then.
    assertThat(config.getStatus().managed()).hasSize(1);
    assertThat(cluster.statusWrites(config)).isLessThanOrEqualTo(2);
    assertThat(cluster.apiWrites()).noneMatch(write -> write.endsWith("/deviceconfigs/frugal"));
  }

  @Test
  void aRunningRolloutHoldsItsLeafAlsoAfterARestartAndLetsGoWhenItEnds() {
    cluster.createDevice("rolled", new Behaviour.Silent());
    cluster.patchTwin("rolled", "{\"tags\":{\"fleet\":\"held\"}}");
    rollout("Run");
    configs.awaitDesired("rolled", "interval", "10");
    // The API server's clock has whole seconds, and who comes in the same one was there before.
    Instant begun = Instant.now();
    await().until(() -> Instant.now().getEpochSecond() > begun.getEpochSecond());

    configs.apply("rolled", "{desired: {interval: 15, other: 1}}");
    DeviceConfig held = configs.awaitReady("rolled", "False", "HeldByRollout");
    assertThat(DeviceConfigs.message(held, "Ready"))
        .contains("desired.interval", "FleetRollout plant/holding");
    assertThat(DeviceConfigs.isStalled(held)).isFalse();
    assertThat(cluster.twin("rolled", "/properties/desired/other").intValue()).isEqualTo(1);

    cluster.stopOperator();
    long reads = cluster.hubCalls().reads("rolled");
    cluster.startOperator();
    await().until(() -> cluster.hubCalls().reads("rolled") > reads + 2);
    assertThat(cluster.twin("rolled", "/properties/desired/interval").intValue()).isEqualTo(10);

    rollout("Abort");
    configs.awaitDesired("rolled", "interval", "15");
  }

  private static void rollout(String state) {
    cluster.apply(
        """
        apiVersion: twin-operator.io/v1alpha1
        kind: FleetRollout
        metadata: {name: holding, namespace: plant}
        spec:
          hubRef: {name: production}
          selector: {query: "tags.fleet = 'held'"}
          expectedDevices: {max: 100}
          patch: {desired: {interval: 10}}
          state: %s
        """
            .formatted(state));
  }

  private static void annotate(String name, Map<String, String> annotations) {
    configs.edit(name, config -> config.getMetadata().setAnnotations(annotations));
  }
}
