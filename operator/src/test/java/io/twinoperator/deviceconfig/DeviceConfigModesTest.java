package io.twinoperator.deviceconfig;

import static io.twinoperator.deviceconfig.DeviceConfigs.condition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ManagedLeaf;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.testing.TestCluster;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * DeviceConfigs that are asked to write less than they could, through the whole of the operator.
 */
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
}
