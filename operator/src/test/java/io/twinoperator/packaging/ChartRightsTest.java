package io.twinoperator.packaging;

import static io.twinoperator.testing.TestCluster.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.runtime.TwinOperator;
import io.twinoperator.testing.OnRealApiServer;
import io.twinoperator.testing.TestCluster;
import io.twinoperator.testing.kube.ControlPlane;
import io.twinoperator.testing.kube.Kubectl;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rights that the chart gives are enough, and no more than asked for. */
@OnRealApiServer
class ChartRightsTest {

  @Test
  void theOperatorDoesAllItsWorkWithTheRightsOfTheChart() throws IOException {
    RenderedChart chart = RenderedChart.with("image: {repository: registry.example/twin-operator}");
    ControlPlane controlPlane = ControlPlane.shared();
    Kubectl kubectl = controlPlane.kubectl();
    try (TestCluster cluster = TestCluster.start()) {
      cluster.stopOperator();
      grant(cluster.client(), chart);
      ServiceAccount account = chart.only(ServiceAccount.class);
      try (KubernetesClient client =
              controlPlane.clientOf(
                  account.getMetadata().getNamespace(), account.getMetadata().getName());
          TwinOperator operator = cluster.startAnotherOperator(client)) {
        cluster.createHub("production");
        cluster.createDevice("held", new Behaviour.Apply(Duration.ZERO));
        cluster.createDevice("rolled", new Behaviour.Apply(Duration.ZERO));
        cluster.apply(
            object("DeviceConfig", "held", "deletionPolicy: RemoveManaged, desired: {a: 1}"));
        cluster.apply(
            object(
                "FleetRollout",
                "rolled",
                "selector: {query: \"deviceId = 'rolled'\"}, expectedDevices: {max: 100}, patch: {desired: {b: 1}}"));
        for (String object : List.of("iothub/production", "devc/held", "frollout/rolled")) {
          run(kubectl, "wait", "--for=condition=Ready", object, "--timeout=60s");
        }
        run(kubectl, "delete", "devc/held", "frollout/rolled", "--timeout=60s");

        assertThat(cluster.twin("held", "/properties/desired/a").isMissingNode()).isTrue();
        assertThat(cluster.twin("rolled", "/properties/desired/b").asInt()).isEqualTo(1);
        assertThat(operator.unhealthy()).isEmpty();
        assertThat(refused(() -> client.pods().inNamespace(NAMESPACE).list())).isEqualTo(403);
        assertThat(refused(() -> client.secrets().inNamespace(NAMESPACE).withName("x").delete()))
            .isEqualTo(403);
      }
      cluster.startOperator();
    }
  }

  private static void grant(KubernetesClient client, RenderedChart chart) {
    List<HasMetadata> rights =
        List.of(chart.only(ClusterRole.class), chart.only(ClusterRoleBinding.class));
    rights.forEach(object -> client.resource(object).createOr(existing -> existing.update()));
  }

  private static String object(String kind, String name, String spec) {
    return """
        apiVersion: twin-operator.io/v1alpha1
        kind: %s
        metadata: {name: %s, namespace: %s}
        spec: {hubRef: {name: production}, %s}
        """
        .formatted(kind, name, NAMESPACE, spec);
  }

  private static void run(Kubectl kubectl, String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "-n";
    all[1] = NAMESPACE;
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    kubectl.run(all).orFail();
  }

  private static int refused(Runnable call) {
    try {
      call.run();
      return 200;
    } catch (KubernetesClientException e) {
      return e.getCode();
    }
  }
}
