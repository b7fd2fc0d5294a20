package io.twinoperator.testing.kube;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionStatus;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.twinoperator.packaging.ProjectTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * etcd and a kube-apiserver that knows the definitions of {@code crds/}: one for a JVM, started
 * when it is first asked for, which takes some seconds, and ended with the JVM.
 */
public final class ControlPlane {
  private static final long ESTABLISHED_SECONDS = 30;

  private static @Nullable ControlPlane shared;

  private final Binaries binaries;
  private final KubeAPIServer server;
  private final Path kubeconfig;

  private ControlPlane(Binaries binaries) throws IOException {
    this.binaries = binaries;
    server =
        new KubeAPIServer(
            KubeAPIServerConfigBuilder.anAPIServerConfig()
                .withTestDir(binaries.store().toString())
                .withApiServerVersion(binaries.release())
                .withOfflineMode(true)
                .build());
    Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "control-plane-end"));
    server.start();
    kubeconfig = Files.createTempFile("twin-operator", ".kubeconfig");
    kubeconfig.toFile().deleteOnExit();
    Files.writeString(kubeconfig, server.getKubeConfigYaml());
    try (KubernetesClient client = client()) {
      for (Path file : ProjectTree.yamlBelow("crds")) {
        define(client, file);
      }
    }
  }

  /** Why there can be none on this machine, if so. */
  public static Optional<String> missing() {
    return Binaries.configured().missing();
  }

  /** The one of this JVM; fails where there are no binaries. */
  public static synchronized ControlPlane shared() {
    if (shared == null) {
      try {
        shared = new ControlPlane(Binaries.configured());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return shared;
  }

  /** A client of an administrator; the caller closes it. */
  public KubernetesClient client() {
    return client(builder -> {});
  }

  /** A client of an administrator with more set on its HTTP client; the caller closes it. */
  public KubernetesClient client(Consumer<HttpClient.Builder> more) {
    return client(server.getKubeConfigYaml(), more);
  }

  /** A client of a service account; the caller closes it. */
  public KubernetesClient clientOf(String namespace, String serviceAccount) {
    Config config = Config.fromKubeconfig(server.getKubeConfigYaml());
    config.setImpersonateUsername("system:serviceaccount:" + namespace + ":" + serviceAccount);
    config.setImpersonateGroups("system:serviceaccounts", "system:authenticated");
    return client(config, builder -> {});
  }

  /** A client for the server of a kubeconfig, on the HTTP client that the operator ships. */
  static KubernetesClient client(String kubeconfigYaml, Consumer<HttpClient.Builder> more) {
    return client(Config.fromKubeconfig(kubeconfigYaml), more);
  }

  private static KubernetesClient client(Config config, Consumer<HttpClient.Builder> more) {
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new JdkHttpClientFactory())
        .withHttpClientBuilderConsumer(more)
        .build();
  }

  /** Creates a namespace unless it is there. */
  public void createNamespace(KubernetesClient client, String name) {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .createOr(existing -> existing.update());
  }

  /** The command line client for this server. */
  public Kubectl kubectl() {
    return new Kubectl(binaries.path("kubectl"), kubeconfig);
  }

  /** Starts the garbage collector and what ends namespaces. */
  public ControllerManager startControllerManager() throws IOException {
    return ControllerManager.start(binaries.path("kube-controller-manager"), kubeconfig);
  }

  /** Starts a second kube-apiserver on the same store. */
  public SecondApiServer startSecondApiServer() throws IOException {
    return SecondApiServer.start(
        binaries.path("kube-apiserver").toString(), server.getKubeConfigYaml());
  }

  private static void define(KubernetesClient client, Path file) throws IOException {
    try (var yaml = Files.newInputStream(file)) {
      CustomResourceDefinition definition =
          client.apiextensions().v1().customResourceDefinitions().load(yaml).item();
      client.resource(definition).create();
      client
          .resource(definition)
          .waitUntilCondition(ControlPlane::isEstablished, ESTABLISHED_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Its status comes in parts: names first, conditions later. */
  private static boolean isEstablished(@Nullable CustomResourceDefinition definition) {
    return Optional.ofNullable(definition)
        .map(CustomResourceDefinition::getStatus)
        .map(CustomResourceDefinitionStatus::getConditions)
        .stream()
        .flatMap(List::stream)
        .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }
}
