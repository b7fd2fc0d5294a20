package io.twinoperator.demo.world;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionStatus;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real cluster, by a named context of the kubeconfig: the definitions and one namespace. */
public final class KubeCluster implements Cluster {

  private static final long ESTABLISHED_SECONDS = 30;

  /** What becomes of the namespace at the end. The definitions stay: others may use them. */
  public enum AtTheEnd {
    REMOVE,
    KEEP
  }

  private final KubernetesClient client;
  private final String context;
  private final AtTheEnd atTheEnd;
  private final AtomicBoolean closed = new AtomicBoolean();

  private KubeCluster(KubernetesClient client, String context, AtTheEnd atTheEnd) {
    this.client = client;
    this.context = context;
    this.atTheEnd = atTheEnd;
  }

  /**
   * Applies the definitions and creates the namespace.
   *
   * @param context of the kubeconfig
   * @param definitions the folder {@code crds}
   * @throws WorldException if there is no such context, the cluster does not answer or refuses, or
   *     it has the namespace already
   */
  public static KubeCluster connect(String context, Path definitions, AtTheEnd atTheEnd) {
    Config config = Config.autoConfigure(context);
    if (config.getCurrentContext() == null
        || !context.equals(config.getCurrentContext().getName())) {
      throw new WorldException(
          "the kubeconfig has no context '%s' (kubectl config get-contexts)".formatted(context));
    }
    KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
    KubeCluster cluster = new KubeCluster(client, context, atTheEnd);
    try {
      cluster.prepare(definitions);
      // Whoever presses Ctrl-C in the middle leaves nothing behind either.
      Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "cluster-clean-up"));
      return cluster;
    } catch (KubernetesClientException e) {
      client.close();
      throw new WorldException(
          "the cluster of context '%s' refused: %s".formatted(context, e.getMessage()));
    } catch (WorldException e) {
      client.close();
      throw e;
    }
  }

  private void prepare(Path definitions) {
    if (client.namespaces().withName(NAMESPACE).get() != null) {
      throw new WorldException(
          "the cluster of context '%s' has a namespace %s already; what is in it is not ours to"
                  .formatted(context, NAMESPACE)
              + " touch. If it is left over from a demo: kubectl --context %s delete namespace %s"
                  .formatted(context, NAMESPACE));
    }
    files(definitions).forEach(this::define);
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .create();
  }

  private static List<Path> files(Path definitions) {
    try (Stream<Path> files = Files.list(definitions)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new WorldException("%s cannot be read: %s".formatted(definitions, e.getMessage()));
    }
  }

  private void define(Path file) {
    try (InputStream yaml = Files.newInputStream(file)) {
      for (HasMetadata object : client.load(yaml).items()) {
        CustomResourceDefinition definition = (CustomResourceDefinition) object;
        client.resource(definition).createOr(existing -> existing.update());
        client
            .resource(definition)
            .waitUntilCondition(KubeCluster::isEstablished, ESTABLISHED_SECONDS, TimeUnit.SECONDS);
      }
    } catch (IOException e) {
      throw new WorldException("%s cannot be read: %s".formatted(file, e.getMessage()));
    }
  }

  /** Its status comes in parts: names first, conditions later. */
  private static boolean isEstablished(@Nullable CustomResourceDefinition definition) {
    return Optional.ofNullable(definition)
        .map(CustomResourceDefinition::getStatus)
        .map(CustomResourceDefinitionStatus::getConditions)
        .stream()
        .flatMap(List::stream)
        .anyMatch(c -> "Established".equals(c.getType()) && "True".equals(c.getStatus()));
  }

  @Override
  public KubernetesClient client() {
    return client;
  }

  @Override
  public String description() {
    return "context " + context + ", namespace " + NAMESPACE;
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    if (atTheEnd == AtTheEnd.REMOVE) {
      client.namespaces().withName(NAMESPACE).delete();
    }
    client.close();
  }
}
