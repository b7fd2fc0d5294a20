package io.twinoperator.deviceconfig;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.IoTHub;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.testing.OnMockApiServer;
import io.twinoperator.testing.TestCluster;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an API server refuses by the rules of the definitions, should one not know them. */
@OnMockApiServer("a real one refuses these objects, as the cases in resources/crd/cel show")
class WithoutRulesTest {

  private static TestCluster cluster;
  private static DeviceConfigs configs;

  @BeforeAll
  static void start() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(20));
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
  void aModuleIsRefusedByName() {
    cluster.createDevice("modular", new Behaviour.Apply(Duration.ZERO));
    configs.apply("modular", "{moduleId: camera, desired: {a: 1}}");
    DeviceConfig config = configs.awaitReady("modular", "False", "ModuleNotSupported");

    assertThat(DeviceConfigs.message(config, "Ready")).contains("spec.moduleId is 'camera'");
    assertThat(cluster.hubCalls().patches("modular")).isZero();
  }

  @Test
  void noCredentialsAtAllAreNotGuessed() {
    cluster.putSecret("nobody-ca", Map.of("ca.crt", cluster.emulator().caPem()));
    cluster.apply(
        cluster
            .hubYaml("nobody", "localhost", cluster.emulator().endpoint().uri().toString())
            .replace("{secretRef: {name: nobody-key}}", "{}"));

    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(hub("nobody").getStatus())
                    .extracting(status -> status.conditions().get(0).getReason())
                    .isEqualTo("NoCredentials"));
  }

  private static IoTHub hub(String name) {
    return cluster
        .client()
        .resources(IoTHub.class)
        .inNamespace(TestCluster.NAMESPACE)
        .withName(name)
        .get();
  }
}
