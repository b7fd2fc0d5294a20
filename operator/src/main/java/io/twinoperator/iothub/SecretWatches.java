package io.twinoperator.iothub;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches exactly the Secrets that are named, one by one: no other Secret of the cluster ever
 * enters this process, and a change is seen at once.
 */
final class SecretWatches implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SecretWatches.class);

  private final KubernetesClient client;
  private final Consumer<SecretName> onChange;
  private final Map<SecretName, Watch> watches = new ConcurrentHashMap<>();
  private final Map<SecretName, Secret> readAhead = new ConcurrentHashMap<>();

  SecretWatches(KubernetesClient client, Consumer<SecretName> onChange) {
    this.client = client;
    this.onChange = onChange;
  }

  private record Watch(SharedIndexInformer<Secret> informer, CompletableFuture<Void> synced) {}

  /** Watches these Secrets and no others. */
  synchronized void watchOnly(Set<SecretName> wanted) {
    watches.entrySet().stream()
        .filter(entry -> !wanted.contains(entry.getKey()))
        .toList()
        .forEach(
            entry -> {
              watches.remove(entry.getKey());
              readAhead.remove(entry.getKey());
              entry.getValue().informer().stop();
            });
    wanted.stream().filter(name -> !watches.containsKey(name)).forEach(this::start);
  }

  /** Completes when each watched Secret has been read once, or found missing. */
  CompletableFuture<Void> synced() {
    return CompletableFuture.allOf(
        watches.values().stream().map(Watch::synced).toArray(CompletableFuture[]::new));
  }

  /** Whether the Secret has been read once, or found missing. */
  boolean isRead(SecretName name) {
    Watch watch = watches.get(name);
    return watch != null && watch.synced().isDone();
  }

  /** The Secret as last seen, by the watch or by {@link #readNow}. */
  Optional<Secret> find(SecretName name) {
    Optional<Secret> watched =
        Optional.ofNullable(watches.get(name))
            .flatMap(watch -> watch.informer().getStore().list().stream().findFirst());
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
      if (read != null && watches.containsKey(name)) {
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
  public synchronized void close() {
    watchOnly(Set.of());
  }

  private void start(SecretName name) {
    SharedIndexInformer<Secret> informer =
        client
            .secrets()
            .inNamespace(name.namespace())
            .withName(name.name())
            .runnableInformer(0)
            .addEventHandler(handler(name))
            // A Secret that may not be read, or an API server that is away, is tried for ever.
            .exceptionHandler((started, failure) -> true);
    // Whoever is woken by the first read must find it done.
    var watch = new Watch(informer, new CompletableFuture<>());
    watches.put(name, watch);
    informer
        .start()
        .thenRun(
            () -> {
              watch.synced().complete(null);
              onChange.accept(name);
            });
  }

  private ResourceEventHandler<Secret> handler(SecretName name) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(Secret secret) {
        onChange.accept(name);
      }

      @Override
      public void onUpdate(Secret before, Secret after) {
        onChange.accept(name);
      }

      @Override
      public void onDelete(Secret secret, boolean finalStateUnknown) {
        readAhead.remove(name);
        onChange.accept(name);
      }
    };
  }
}
