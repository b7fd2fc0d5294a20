package io.twinoperator.deviceconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.testing.OnApiServer;
import io.twinoperator.testing.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** An operator that starts again has nothing to say and nothing to write. */
@OnApiServer
class RestartTest {

  @Test
  void aRestartReadsAndWritesNothing() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(15));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
    try (TestCluster cluster = TestCluster.start()) {
      var configs = new DeviceConfigs(cluster, "production");
      List<String> names = IntStream.range(0, 60).mapToObj(i -> "device-" + i).toList();
      names.forEach(name -> cluster.createDevice(name, new Behaviour.Apply(Duration.ZERO)));
      cluster.createHub("production");
      names.forEach(
          name ->
              configs.apply(name, "{tags: {t: 1}, desired: {interval: 15, min: 20.0, max: 26.5}}"));
      names.forEach(name -> configs.awaitReady(name, "True", "Converged"));
      DeviceConfig before = configs.get("device-7");

      cluster.stopOperator();
      List<String> writes = deviceConfigWrites(cluster);
      List<Long> reads = names.stream().map(cluster.hubCalls()::reads).toList();
      List<Long> patches = names.stream().map(cluster.hubCalls()::patches).toList();
      long queries = cluster.hubCalls().queries();
      cluster.startOperator();

      await("sweeps").until(() -> cluster.hubCalls().queries() > queries + 3);
      assertThat(names.stream().map(cluster.hubCalls()::reads).toList()).isEqualTo(reads);
      assertThat(names.stream().map(cluster.hubCalls()::patches).toList()).isEqualTo(patches);
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
