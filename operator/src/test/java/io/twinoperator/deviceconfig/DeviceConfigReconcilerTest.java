package io.twinoperator.deviceconfig;

import static io.twinoperator.testing.TestCluster.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConvergence;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafState;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.testing.TestCluster;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** DeviceConfigs against the mock API server and the emulated hub, through the vendor's SDK. */
class DeviceConfigReconcilerTest {

  private static final Behaviour AT_ONCE = new Behaviour.Apply(Duration.ZERO);

  private static TestCluster cluster;

  @BeforeAll
  static void start() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(15));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
    cluster = TestCluster.start();
    cluster.createHub("production");
  }

  @AfterAll
  static void stop() {
    cluster.close();
    Awaitility.reset();
  }

  @Test
  void tagsAndDesiredAreWrittenAndConfirmed() {
    cluster.createDevice("happy", AT_ONCE);
    cluster.patchTwin("happy", "{\"tags\":{\"foreign\":1},\"properties\":{\"desired\":{\"x\":1}}}");

    apply("happy", "{tags: {site: B1}, desired: {interval: 15, limits: {min: 20.0}}}");
    DeviceConfig config = awaitReady("happy", "True", "Converged");

    assertThat(cluster.twin("happy", "/tags"))
        .isEqualTo(TestCluster.json("{\"foreign\":1,\"site\":\"B1\"}"));
    assertThat(cluster.twin("happy", "/properties/desired/interval").intValue()).isEqualTo(15);
    assertThat(cluster.twin("happy", "/properties/desired/x").intValue()).isEqualTo(1);
    assertThat(condition(config, "Synced").getStatus()).isEqualTo("True");
    assertThat(condition(config, "Converged").getStatus()).isEqualTo("True");
    assertThat(config.getStatus().managed())
        .extracting(leaf -> leaf.path())
        .containsExactly("tags.site", "desired.interval", "desired.limits.min");
    assertThat(config.getStatus().convergence())
        .extracting(LeafConvergence::state)
        .containsExactly(LeafState.Converged, LeafState.Converged);
    assertThat(config.getStatus().mirror().reported().path("interval").intValue()).isEqualTo(15);
    assertThat(cluster.hubCalls().patches("happy")).isEqualTo(1);
  }

  static DeviceConfig apply(String name, String spec) {
    return apply(name, name, spec, Map.of());
  }

  static DeviceConfig apply(
      String name, String deviceId, String spec, Map<String, String> annotations) {
    String body = spec.strip();
    String yaml =
        """
        apiVersion: twin-operator.io/v1alpha1
        kind: DeviceConfig
        metadata: {name: %s, namespace: %s}
        spec: {hubRef: {name: production}, deviceId: %s, %s
        """
            .formatted(name, NAMESPACE, deviceId, body.substring(1));
    DeviceConfig config =
        io.fabric8.kubernetes.client.utils.Serialization.unmarshal(yaml, DeviceConfig.class);
    config.getMetadata().setAnnotations(annotations);
    return cluster.client().resource(config).createOr(existing -> existing.update());
  }

  static DeviceConfig get(String name) {
    return cluster
        .client()
        .resources(DeviceConfig.class)
        .inNamespace(NAMESPACE)
        .withName(name)
        .get();
  }

  static DeviceConfig awaitReady(String name, String status, String reason) {
    await(name + " Ready=" + status + "/" + reason)
        .untilAsserted(
            () -> {
              DeviceConfig config = get(name);
              assertThat(config.getStatus()).isNotNull();
              assertThat(config.getStatus().observedGeneration())
                  .isEqualTo(config.getMetadata().getGeneration());
              Condition ready = condition(config, "Ready");
              assertThat(ready.getStatus() + "/" + ready.getReason())
                  .as(ready.getMessage())
                  .isEqualTo(status + "/" + reason);
            });
    return get(name);
  }

  static Condition condition(DeviceConfig config, String type) {
    return config.getStatus().conditions().stream()
        .filter(condition -> type.equals(condition.getType()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no condition " + type));
  }
}
