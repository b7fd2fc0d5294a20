package io.twinoperator.deviceconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.emulator.auth.DevelopmentKey;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.hub.HubException;
import io.twinoperator.testing.OnApiServer;
import io.twinoperator.testing.TestCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A hub's key is renewed while DeviceConfigs are being written. */
@OnApiServer
class HubRotationTest {

  private static final Behaviour AT_ONCE = new Behaviour.Apply(Duration.ZERO);
  private static final int DEVICES = 6;

  private static TestCluster cluster;
  private static DeviceConfigs configs;

  private final Set<String> reasons = ConcurrentHashMap.newKeySet();
  private SharedIndexInformer<DeviceConfig> watch;

  @BeforeAll
  static void start() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(20));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
    cluster = TestCluster.start();
    cluster.createHub("rotating");
    configs = new DeviceConfigs(cluster, "rotating");
  }

  @AfterAll
  static void stop() {
    cluster.close();
    Awaitility.reset();
  }

  /** Every status that anybody could see, not only the last. */
  @BeforeEach
  void watchReasons() {
    watch =
        cluster
            .client()
            .resources(DeviceConfig.class)
            .inNamespace(TestCluster.NAMESPACE)
            .inform(
                new ResourceEventHandler<>() {
                  @Override
                  public void onAdd(DeviceConfig config) {
                    note(config);
                  }

                  @Override
                  public void onUpdate(DeviceConfig before, DeviceConfig after) {
                    note(after);
                  }

                  @Override
                  public void onDelete(DeviceConfig config, boolean finalStateUnknown) {}
                });
  }

  private void note(DeviceConfig config) {
    if (config.getStatus() != null) {
      config.getStatus().conditions().forEach(condition -> reasons.add(condition.getReason()));
    }
  }

  @AfterEach
  void close() {
    watch.close();
  }

  private static String key(int number) {
    return Base64.getEncoder()
        .encodeToString(("renewed key number " + number).getBytes(StandardCharsets.UTF_8));
  }

  private static void putKey(String key) {
    cluster.putSecret(
        "rotating-key",
        Map.of(
            "connectionString",
            cluster.emulator().connectionString("localhost").replace(DevelopmentKey.BASE64, key)));
  }

  /** The Secret is changed and the old key revoked between the pass's read and its write. */
  @Test
  void aPassThatBeganWithTheOldKeyEndsWithTheNewOne() {
    cluster.createDevice("in-flight", AT_ONCE);
    configs.apply("in-flight", "{desired: {a: 1}}");
    configs.awaitReady("in-flight", "True", "Converged");
    cluster
        .hubCalls()
        .beforeNextPatch(
            "in-flight",
            () -> {
              putKey(key(1));
              cluster.emulator().policyKeys().replace(key(1));
            });

    configs.apply("in-flight", "{desired: {a: 2}}");
    configs.awaitReady("in-flight", "True", "Converged");

    assertThat(cluster.twin("in-flight", "/properties/desired/a").intValue()).isEqualTo(2);
    assertThat(cluster.hubCalls().refusals("in-flight"))
        .as("the old key was refused")
        .anyMatch(HubException.Unauthorized.class::isInstance);
    assertThat(reasons)
        .as("and nobody saw it")
        .doesNotContain("Unauthorized")
        .contains("Converged");
  }

  @Test
  void fiveRotationsInTheMiddleOfTrafficLoseNoWrite() {
    for (int device = 0; device < DEVICES; device++) {
      cluster.createDevice("busy-" + device, AT_ONCE);
      configs.apply("busy-" + device, "{desired: {n: 0}}");
    }
    for (int device = 0; device < DEVICES; device++) {
      configs.awaitReady("busy-" + device, "True", "Converged");
    }
    for (int round = 1; round <= 5; round++) {
      for (int device = 0; device < DEVICES; device++) {
        configs.apply("busy-" + device, "{desired: {n: " + round + "}}");
      }
      putKey(key(10 + round));
      cluster.emulator().policyKeys().replace(key(10 + round));
      for (int device = 0; device < DEVICES; device++) {
        configs.awaitDesired("busy-" + device, "n", Integer.toString(round));
      }
    }

    for (int device = 0; device < DEVICES; device++) {
      configs.awaitReady("busy-" + device, "True", "Converged");
    }
    assertThat(reasons).doesNotContain("Unauthorized");
  }

  @Test
  void aSecretThatDisappearsAndComesBackIsNamedMeanwhileAndThenAllGoesOn() {
    cluster.createDevice("waiting", AT_ONCE);
    configs.apply("waiting", "{desired: {a: 1}}");
    configs.awaitReady("waiting", "True", "Converged");
    var secret =
        cluster
            .client()
            .secrets()
            .inNamespace(TestCluster.NAMESPACE)
            .withName("rotating-key")
            .get();

    cluster.client().resource(secret).delete();
    configs.awaitReady("waiting", "False", "SecretNotFound");
    configs.apply("waiting", "{desired: {a: 2}}");
    configs.awaitReady("waiting", "False", "SecretNotFound");
    assertThat(cluster.twin("waiting", "/properties/desired/a").intValue()).isEqualTo(1);

    secret.getMetadata().setResourceVersion(null);
    secret.getMetadata().setUid(null);
    cluster.client().resource(secret).create();
    configs.awaitReady("waiting", "True", "Converged");
    await()
        .untilAsserted(
            () ->
                assertThat(cluster.twin("waiting", "/properties/desired/a").intValue())
                    .isEqualTo(2));
  }
}
