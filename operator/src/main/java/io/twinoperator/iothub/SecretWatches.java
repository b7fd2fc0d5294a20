package io.twinoperator.iothub;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.twinoperator.reconcile.NamedWatches;
import io.twinoperator.reconcile.ObjectName;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches exactly the Secrets that are named, and no other. */
final class SecretWatches implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SecretWatches.class);

  private final KubernetesClient client;
  private final NamedWatches<Secret> watches;
  private final Map<SecretName, Secret> readAhead = new ConcurrentHashMap<>();

  SecretWatches(KubernetesClient client, Consumer<SecretName> onChange) {
    this.client = client;
    watches =
        new NamedWatches<>(
            name -> client.secrets().inNamespace(name.namespace()).withName(name.name()),
            name -> onChange.accept(secretName(name)),
            name -> readAhead.remove(secretName(name)));
  }

  /** Watches these Secrets and no others. */
  void watchOnly(Set<SecretName> wanted) {
    readAhead.keySet().retainAll(wanted);
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

  /** The Secret as last seen, by the watch or by {@link #readNow}. */
  Optional<Secret> find(SecretName name) {
    Optional<Secret> watched = watches.find(objectName(name));
    return Optional.ofNullable(readAhead.get(name))
        .filter(read -> watched.filter(seen -> version(seen) >= version(read)).isEmpty())
        .or(() -> watched);
  }

  /**
   * Reads a watched Secret from the API server now, for the watch may be a moment behind. A Secret
   * that cannot be read is left to the watch.
   */
  void readNow(SecretName name) {
    try {
      Secret read = client.secrets().inNamespace(name.namespace()).withName(name.name()).get();
      if (read != null && watches.isWatched(objectName(name))) {
        readAhead.put(name, read);
      }
    } catch (KubernetesClientException e) {
      log.warn("Secret {} cannot be read: {}", name, e.getMessage());
    }
  }

  /** Versions of one object are numbers that rise; one that is none is the oldest. */
  private static long version(Secret secret) {
    try {
      return Long.parseLong(secret.getMetadata().getResourceVersion());
    } catch (NumberFormatException e) {
      return Long.MIN_VALUE;
    }
  }

  @Override
  public void close() {
    watches.close();
  }

  private static ObjectName objectName(SecretName name) {
    return new ObjectName(name.namespace(), name.name());
  }

  private static SecretName secretName(ObjectName name) {
    return new SecretName(name.namespace(), name.name());
  }
}
