package io.twinoperator.kubeapi;

import static io.twinoperator.testing.TestCluster.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutLedger;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.testing.OnRealApiServer;
import io.twinoperator.testing.TestCluster;
import io.twinoperator.testing.kube.ControlPlane;
import io.twinoperator.testing.kube.ControllerManager;
import io.twinoperator.testing.kube.Kubectl;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** With the garbage collector and the controller of namespaces at work, as in every cluster. */
@OnRealApiServer
class ControllerManagerTest {
  private static final Behaviour AT_ONCE = new Behaviour.Apply(Duration.ZERO);

  private static TestCluster cluster;
  private static ControllerManager controllers;
  private static Kubectl kubectl;

  @BeforeAll
  static void start() throws IOException {
    cluster = TestCluster.start();
    cluster.createHub("production");
    controllers = ControlPlane.shared().startControllerManager();
    kubectl = ControlPlane.shared().kubectl();
  }

  @AfterAll
  static void stop() {
    controllers.close();
    cluster.close();
  }

  @Test
  void theLedgerOutlivesItsRollout() {
    cluster.createDevice("rolled", AT_ONCE);
    cluster.apply(rollout("rolled", NAMESPACE, "deviceId = 'rolled'"));
    kubectl
        .run("-n", NAMESPACE, "wait", "--for=condition=Ready", "frollout/rolled", "--timeout=60s")
        .orFail();
    List<FleetRolloutLedger> before = ledgers(NAMESPACE);
    assertThat(before).isNotEmpty();
    cluster.stopOperator();
    var rolled =
        cluster.client().resources(FleetRollout.class).inNamespace(NAMESPACE).withName("rolled");
    Secret owned = secretOwnedBy(rolled.get());

    rolled.edit(ControllerManagerTest::withoutFinalizers);
    rolled.delete();

    await("the collector has been at what the rollout owned")
        .atMost(Duration.ofSeconds(60))
        .until(() -> cluster.client().resource(owned).get() == null);
    assertThat(ledgers(NAMESPACE)).hasSameSizeAs(before);
    cluster.startOperator();
  }

  private static Secret secretOwnedBy(FleetRollout rollout) {
    Secret owned =
        new SecretBuilder()
            .withNewMetadata()
            .withName("owned")
            .withNamespace(rollout.getMetadata().getNamespace())
            .addNewOwnerReference()
            .withApiVersion(rollout.getApiVersion())
            .withKind(rollout.getKind())
            .withName(rollout.getMetadata().getName())
            .withUid(rollout.getMetadata().getUid())
            .endOwnerReference()
            .endMetadata()
            .build();
    return cluster.client().resource(owned).create();
  }

  @Test
  void aNamespaceEndsWhoseSecretsWentFirst() {
    String doomed = doomedNamespace("secrets-first");
    for (String device : List.of("doomed-1", "doomed-2", "doomed-3")) {
      apply(doomed, device);
    }
    cluster.apply(rollout("doomed", doomed, "deviceId = 'doomed-2'"));

    cluster.client().resources(Secret.class).inNamespace(doomed).delete();
    delete(doomed);

    assertThat(cluster.client().namespaces().withName(doomed).get()).isNull();
  }

  @Test
  void aNamespaceThatIsDeletedAsAWholeEnds() {
    String doomed = doomedNamespace("as-a-whole");
    apply(doomed, "whole-1");
    cluster.apply(rollout("whole", doomed, "deviceId = 'whole-1'"));

    delete(doomed);

    assertThat(cluster.client().namespaces().withName(doomed).get()).isNull();
    cluster.createDevice("after", AT_ONCE);
    cluster.apply(deviceConfig(NAMESPACE, "after"));
    kubectl
        .run("-n", NAMESPACE, "wait", "--for=condition=Ready", "devc/after", "--timeout=30s")
        .orFail();
  }

  /** A namespace with a hub. */
  private static String doomedNamespace(String name) {
    KubernetesClient client = cluster.client();
    Namespace namespace =
        new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build();
    client.resource(namespace).create();
    for (String secret : List.of("production-key", "production-ca")) {
      Secret copy = client.secrets().inNamespace(NAMESPACE).withName(secret).get();
      copy.getMetadata().setNamespace(name);
      copy.getMetadata().setResourceVersion(null);
      copy.getMetadata().setUid(null);
      client.resource(copy).create();
    }
    cluster.apply(
        cluster
            .hubYaml("production", "localhost", cluster.emulator().endpoint().uri().toString())
            .replace("namespace: " + NAMESPACE, "namespace: " + name));
    return name;
  }

  private static void apply(String namespace, String device) {
    cluster.createDevice(device, AT_ONCE);
    cluster.apply(deviceConfig(namespace, device));
    kubectl
        .run("-n", namespace, "wait", "--for=condition=Ready", "devc/" + device, "--timeout=30s")
        .orFail();
  }

  private static void delete(String namespace) {
    kubectl.run("delete", "namespace", namespace, "--wait", "--timeout=90s").orFail();
  }

  private static String deviceConfig(String namespace, String device) {
    return """
        apiVersion: twin-operator.io/v1alpha1
        kind: DeviceConfig
        metadata: {name: %s, namespace: %s}
        spec: {hubRef: {name: production}, deletionPolicy: RemoveManaged, desired: {a: 1}}
        """
        .formatted(device, namespace);
  }

  private static String rollout(String name, String namespace, String query) {
    return """
        apiVersion: twin-operator.io/v1alpha1
        kind: FleetRollout
        metadata: {name: %s, namespace: %s}
        spec: {hubRef: {name: production}, selector: {query: "%s"}, expectedDevices: {max: 100},
          patch: {desired: {b: 1}}}
        """
        .formatted(name, namespace, query);
  }

  private static FleetRollout withoutFinalizers(FleetRollout rollout) {
    rollout.getMetadata().setFinalizers(List.of());
    return rollout;
  }

  private static List<FleetRolloutLedger> ledgers(String namespace) {
    return cluster
        .client()
        .resources(FleetRolloutLedger.class)
        .inNamespace(namespace)
        .list()
        .getItems();
  }
}
