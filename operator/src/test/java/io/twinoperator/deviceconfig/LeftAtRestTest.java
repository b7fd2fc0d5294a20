package io.twinoperator.deviceconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.testing.OnApiServer;
import io.twinoperator.testing.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What is at rest is left at rest, whatever happens to the operator or to the hub's settings. */
@OnApiServer
class LeftAtRestTest {

  private static final List<String> NAMES =
      IntStream.range(0, 60).mapToObj(i -> "device-" + i).toList();

  @Test
  void aRestartReadsAndWritesNothing() {
    isLeftAtRest(
        cluster -> {
          cluster.stopOperator();
          cluster.startOperator();
        });
  }

  @Test
  void aHubWithOtherLimitsReadsAndWritesNothing() {
    isLeftAtRest(
        cluster -> {
          String endpoint = cluster.emulator().endpoint().uri().toString();
          cluster.apply(
              cluster.hubYaml("production", "localhost", endpoint) + "  tier: S3\n  units: 2\n");
        });
  }

  @Test
  void aRenewedSecretReadsAndWritesNothing() {
    isLeftAtRest(
        cluster ->
            cluster.putSecret(
                "production-ca", Map.of("ca.crt", cluster.emulator().caPem() + "\n")));
  }

  private static void isLeftAtRest(Consumer<TestCluster> disturbance) {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(15));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
    try (TestCluster cluster = TestCluster.start()) {
      var configs = new DeviceConfigs(cluster, "production");
      NAMES.forEach(name -> cluster.createDevice(name, new Behaviour.Apply(Duration.ZERO)));
      cluster.createHub("production");
      NAMES.forEach(
          name ->
              configs.apply(name, "{tags: {t: 1}, desired: {interval: 15, min: 20.0, max: 26.5}}"));
      NAMES.forEach(name -> configs.awaitReady(name, "True", "Converged"));
      DeviceConfig before = configs.get("device-7");
      List<String> writes = deviceConfigWrites(cluster);
      List<Long> reads = NAMES.stream().map(cluster.hubCalls()::reads).toList();
      List<Long> patches = NAMES.stream().map(cluster.hubCalls()::patches).toList();

      disturbance.accept(cluster);

      long queries = cluster.hubCalls().queries();
      await("sweeps").until(() -> cluster.hubCalls().queries() > queries + 3);
      assertThat(NAMES.stream().map(cluster.hubCalls()::reads).toList()).isEqualTo(reads);
      assertThat(NAMES.stream().map(cluster.hubCalls()::patches).toList()).isEqualTo(patches);
      assertThat(deviceConfigWrites(cluster)).isEqualTo(writes);
      assertThat(configs.get("device-7")).isEqualTo(before);
    } finally {
      Awaitility.reset();
    }
  }

  /** How the hub is swept may be said anew: the last devices came after the last sweep began. */
  private static List<String> deviceConfigWrites(TestCluster cluster) {
    return cluster.apiWrites().stream().filter(write -> write.contains("/deviceconfigs")).toList();
  }
}
