package io.twinoperator.deviceconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinoperator.testing.OnMockApiServer;
import io.twinoperator.testing.TestCluster;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a pass has seen and could not tell is seen again. */
@OnMockApiServer("A real API server refuses no write because a test wants it.")
class UntoldStatusTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  void driftIsToldAlthoughTheFirstWriteOfItWasRefused() {
    try (TestCluster cluster = TestCluster.start()) {
      cluster.createHub("production");
      cluster.registerDevice("untold");
      var configs = new DeviceConfigs(cluster, "production");
      configs.apply("untold", "{drift: {policy: Report}, desired: {a: 1}}");
      configs.awaitReady("untold", "True", "Offline");
      cluster.refuseNextStatusWrite(configs.get("untold"));

      cluster.patchTwin("untold", "{\"properties\": {\"desired\": {\"a\": 9}}}");

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(configs.get("untold").getStatus().drift())
                      .as("leaves that somebody else has changed")
                      .singleElement()
                      .satisfies(leaf -> assertThat(leaf.path()).isEqualTo("desired.a")));
    }
  }
}
