package io.twinoperator.fleetrollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.Phase;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.hub.Tier;
import io.twinoperator.runtime.TwinOperator;
import io.twinoperator.testing.OnApiServer;
import io.twinoperator.testing.TestCluster;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Two operators on one rollout, by mistake: the ledger lets one of them act. */
@OnApiServer
class TwoOperatorsTest {

  @Test
  void eachDeviceIsWrittenOnceAndTheRolloutEnds() {
    try (TestCluster cluster = TestCluster.start(HubSettings.of(Tier.S3, 1));
        TwinOperator other = cluster.startAnotherOperator(cluster.client())) {
      cluster.createHub("production");
      IntStream.rangeClosed(1, 12)
          .forEach(n -> cluster.createDevice("d-" + n, new Behaviour.Apply(Duration.ofMillis(50))));
      cluster.apply(
          """
          apiVersion: twin-operator.io/v1alpha1
          kind: FleetRollout
          metadata: {name: shared, namespace: plant}
          spec:
            hubRef: {name: production}
            selector: {query: "STARTSWITH(deviceId, 'd-')"}
            expectedDevices: {max: 1000}
            patch: {desired: {interval: 10}}
            strategy: {waves: [{name: canary, size: 1}, {name: more, size: 3}]}
          """);

      FleetRolloutStatus status =
          await()
              .atMost(Duration.ofSeconds(90))
              .until(
                  () ->
                      cluster
                          .client()
                          .resources(FleetRollout.class)
                          .inNamespace("plant")
                          .withName("shared")
                          .get()
                          .getStatus(),
                  found -> found != null && found.phase() == Phase.Succeeded);

      assertThat(other.isReady()).isTrue();
      assertThat(status.counts().converged()).isEqualTo(12);
      RolloutStoryTest.assertSums(status.counts());
      IntStream.rangeClosed(1, 12)
          .forEach(
              n ->
                  assertThat(cluster.twin("d-" + n, "/properties/desired/$version").asInt())
                      .as("d-%d was written once", n)
                      .isEqualTo(2));
    }
  }
}
