package io.twinoperator.deviceconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.testing.OnApiServer;
import io.twinoperator.testing.TestCluster;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A wait for a device is older than the process that waits. */
@Tag("api-server")
@OnApiServer
class RestartWhileWaitingTest {

  @Test
  void aRestartKeepsTheBeginningOfAWait() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(15));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
    try (TestCluster cluster = TestCluster.start()) {
      var configs = new DeviceConfigs(cluster, "production");
      cluster.createHub("production");
      cluster.createDevice("waiting", new Behaviour.Silent());
      configs.apply("waiting", "{desired: {interval: 15}}");
      DeviceConfig before = configs.awaitReady("waiting", "False", "Pending");
      cluster.stopOperator();
      long reads = cluster.hubCalls().reads("waiting");
      long writes = cluster.statusWrites(before);

      cluster.startOperator();
      await().until(() -> cluster.hubCalls().reads("waiting") > reads + 2);

      assertThat(before.getStatus().convergence().get(0).awaitedSince()).isNotNull();
      assertThat(configs.get("waiting").getStatus()).isEqualTo(before.getStatus());
      assertThat(cluster.statusWrites(before)).isEqualTo(writes);
    } finally {
      Awaitility.reset();
    }
  }
}
