package io.twinoperator.fleetrollout;

import static io.twinoperator.fleetrollout.AwaitedStatus.isStalled;
import static io.twinoperator.fleetrollout.AwaitedStatus.ready;
import static io.twinoperator.testing.TestCluster.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.Phase;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.testing.OnApiServer;
import io.twinoperator.testing.TestCluster;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Schemas that rollouts name, in ConfigMaps, through the whole of the operator. */
@OnApiServer
class RolloutSchemaTest {
  private static TestCluster cluster;

  @BeforeAll
  static void start() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(20));
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
  void nothingIsPlannedBeforeTheSchemaIsThereAndSatisfiedAndAChangeOfItWakes() {
    cluster.createDevice("typed-1", new Behaviour.Acknowledge(Duration.ofMillis(100)));
    cluster.createDevice("other", new Behaviour.Acknowledge(Duration.ofMillis(100)));
    cluster.patchTwin("typed-1", "{\"tags\":{\"fleet\":\"typed\"}}");
    cluster.apply(
        """
        apiVersion: twin-operator.io/v1alpha1
        kind: FleetRollout
        metadata: {name: typed, namespace: plant}
        spec:
          hubRef: {name: production}
          selector: {query: "tags.fleet = 'typed'"}
          patch: {desired: {interval: 1}}
          schema: {configMapRef: {name: typed-sensors}}
        """);
    FleetRolloutStatus missing = awaitReady("SchemaNotFound");
    assertThat(ready(missing).getMessage()).contains("ConfigMap typed-sensors", "schema.json");
    assertThat(isStalled(missing)).isFalse();

    put("typed-sensors", "other.json", "{}");
    put("typed-sensors", "schema.json", "{nonsense");
    FleetRolloutStatus unusable =
        awaitStatus(s -> ready(s).getMessage().contains("no usable JSON Schema"));
    assertThat(ready(unusable).getReason()).isEqualTo("InvalidSpec");
    assertThat(ready(unusable).getMessage())
        .contains("ConfigMap plant/typed-sensors", "schema.json");

    put("typed-sensors", "schema.json", "{\"properties\": {\"interval\": {\"minimum\": 5}}}");
    FleetRolloutStatus violated =
        awaitStatus(s -> ready(s).getMessage().contains("/spec/patch/desired/interval: "));
    assertThat(ready(violated).getReason()).isEqualTo("InvalidSpec");
    assertThat(isStalled(violated)).isTrue();
    assertThat(violated.plan()).as("nothing is planned").isNull();
    assertThat(cluster.twin("typed-1", "/properties/desired/$version").asInt()).isEqualTo(1);

    put("typed-sensors", "schema.json", "{\"properties\": {\"interval\": {\"minimum\": 1}}}");
    awaitStatus(s -> s.phase() == Phase.Succeeded);
    assertThat(cluster.twin("typed-1", "/properties/desired/interval").asInt()).isEqualTo(1);
  }

  private static void put(String name, String key, String value) {
    ConfigMap configMap =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(NAMESPACE)
            .endMetadata()
            .withData(Map.of(key, value))
            .build();
    cluster.client().resource(configMap).createOr(existing -> existing.update());
  }

  private static FleetRolloutStatus awaitReady(String reason) {
    return awaitStatus(status -> ready(status).getReason().equals(reason));
  }

  private static FleetRolloutStatus awaitStatus(Predicate<FleetRolloutStatus> wanted) {
    return AwaitedStatus.of(cluster, "typed", wanted);
  }
}
