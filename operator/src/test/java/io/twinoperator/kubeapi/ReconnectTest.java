package io.twinoperator.kubeapi;

import static io.twinoperator.testing.TestCluster.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.runtime.TwinOperator;
import io.twinoperator.testing.OnRealApiServer;
import io.twinoperator.testing.TestCluster;
import io.twinoperator.testing.kube.ControlPlane;
import io.twinoperator.testing.kube.SecondApiServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The API server that the operator talks to dies under it and comes back. */
@OnRealApiServer
class ReconnectTest {

  @Test
  void whatChangedWhileTheApiServerWasAwayIsCaughtUpWith() throws IOException {
    try (TestCluster cluster = TestCluster.start();
        SecondApiServer dying = ControlPlane.shared().startSecondApiServer();
        KubernetesClient client = dying.client()) {
      cluster.stopOperator();
      cluster.createHub("production");
      try (TwinOperator operator = cluster.startAnotherOperator(client)) {
        for (String device : new String[] {"changed", "created", "deleted", "still"}) {
          cluster.createDevice(device, new Behaviour.Apply(Duration.ZERO));
        }
        apply(cluster, "changed", "{desired: {a: 1}}");
        apply(cluster, "deleted", "{deletionPolicy: RemoveManaged, desired: {a: 1}}");
        apply(cluster, "still", "{desired: {a: 1}}");
        awaitDesired(cluster, "changed", 1);
        awaitDesired(cluster, "deleted", 1);
        awaitDesired(cluster, "still", 1);

        dying.crash();
        apply(cluster, "changed", "{desired: {a: 2}}");
        apply(cluster, "created", "{desired: {a: 2}}");
        configs(cluster).withName("deleted").delete();
        String good = cluster.emulator().connectionString("localhost");
        cluster.putSecret("production-key", Map.of("connectionString", good + ";"));
        dying.restart();

        awaitDesired(cluster, "changed", 2);
        awaitDesired(cluster, "created", 2);
        await("deleted")
            .atMost(Duration.ofSeconds(60))
            .until(() -> configs(cluster).withName("deleted").get() == null);
        await("healthy again")
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(() -> assertThat(operator.unhealthy()).isEmpty());
        assertThat(cluster.twin("deleted", "/properties/desired/a").isMissingNode()).isTrue();
        assertThat(cluster.hubCalls().patches("still")).isEqualTo(1);
      }
      cluster.startOperator();
    }
  }

  private static void apply(TestCluster cluster, String name, String spec) {
    cluster.apply(
        """
        apiVersion: twin-operator.io/v1alpha1
        kind: DeviceConfig
        metadata: {name: %s, namespace: %s}
        spec: {hubRef: {name: production}, %s
        """
            .formatted(name, NAMESPACE, spec.substring(1)));
  }

  private static void awaitDesired(TestCluster cluster, String device, int value) {
    await(device + " has " + value)
        .atMost(Duration.ofSeconds(60))
        .until(() -> cluster.twin(device, "/properties/desired/a").asInt() == value);
  }

  private static NonNamespaceOperation<
          DeviceConfig, KubernetesResourceList<DeviceConfig>, Resource<DeviceConfig>>
      configs(TestCluster cluster) {
    return cluster.client().resources(DeviceConfig.class).inNamespace(NAMESPACE);
  }
}
