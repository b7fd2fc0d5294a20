package io.twinoperator.deviceconfig;

import static io.twinoperator.testing.TestCluster.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.testing.OnApiServer;
import io.twinoperator.testing.TestCluster;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Schemas in ConfigMaps, through the whole of the operator. */
@OnApiServer
class DesiredSchemasTest {

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
  void nothingIsWrittenBeforeTheSchemaIsThereAndSatisfiedAndAChangeOfItWakes() {
    cluster.createDevice("typed", new Behaviour.Apply(Duration.ZERO));
    configs.apply("typed", "{schema: {configMapRef: {name: sensors}}, desired: {interval: 1}}");
    DeviceConfig missing = configs.awaitReady("typed", "False", "SchemaNotFound");
    assertThat(DeviceConfigs.message(missing, "Ready"))
        .contains("ConfigMap sensors", "schema.json");
    assertThat(DeviceConfigs.isStalled(missing)).isFalse();

    put("sensors", "other.json", "{}");
    put("sensors", "schema.json", "{\"properties\": {\"interval\": {\"minimum\": 5}}}");
    DeviceConfig invalid = configs.awaitReady("typed", "False", "InvalidSpec");
    assertThat(DeviceConfigs.message(invalid, "Ready")).contains("/spec/desired/interval: ");
    assertThat(cluster.hubCalls().patches("typed")).isZero();

    put("sensors", "schema.json", "{\"properties\": {\"interval\": {\"minimum\": 1}}}");
    configs.awaitReady("typed", "True", "Converged");

    put("sensors", "schema.json", "{nonsense");
    DeviceConfig unusable = configs.awaitReady("typed", "False", "InvalidSpec");
    assertThat(DeviceConfigs.message(unusable, "Ready")).contains("no usable JSON Schema");
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
}
