package io.twinoperator.iothub;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.twinoperator.reconcile.NamedWatches;
import io.twinoperator.reconcile.ObjectName;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Watches exactly the Secrets that are named, and no other. */
final class SecretWatches implements AutoCloseable {

  private final NamedWatches<Secret> watches;

  SecretWatches(KubernetesClient client, Consumer<SecretName> onChange) {
    watches =
        new NamedWatches<>(
            name -> client.secrets().inNamespace(name.namespace()).withName(name.name()),
            name -> onChange.accept(new SecretName(name.namespace(), name.name())));
  }

  /** Watches these Secrets and no others. */
  void watchOnly(Set<SecretName> wanted) {
    watches.watchOnly(
        wanted.stream().map(SecretWatches::objectName).collect(Collectors.toUnmodifiableSet()));
  }

  /** Completes when each watched Secret has been read once, or found missing. */
  CompletableFuture<Void> synced() {
    return watches.synced();
  }

  /** Whether the Secret has been read once, or found missing. */
  boolean isRead(SecretName name) {
    return watches.isRead(objectName(name));
  }

  /** The Secret as last seen. */
  Optional<Secret> find(SecretName name) {
    return watches.find(objectName(name));
  }

  @Override
  public void close() {
    watches.close();
  }

  private static ObjectName objectName(SecretName name) {
    return new ObjectName(name.namespace(), name.name());
  }
}
