package io.twinoperator.iothub;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.twinoperator.api.v1alpha1.IoTHub;
import io.twinoperator.hub.HubHost;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hub directory of a cluster. It keeps a copy of all IoTHubs and of the Secrets that they name,
 * and must be started before the controllers, so that none of them takes a hub for missing that has
 * only not been read yet.
 */
public final class KubernetesHubDirectory implements HubDirectory, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(KubernetesHubDirectory.class);
  private static final String BY_HOST = "host";

  private final List<SharedIndexInformer<IoTHub>> informers;
  private final SecretWatches secrets;
  private final HubLinks links;
  private final List<Consumer<HubKey>> listeners = new CopyOnWriteArrayList<>();

  /**
   * A directory of a cluster's IoTHubs; it reads nothing before it is started.
   *
   * @param namespaces those to look into; empty for all
   */
  public KubernetesHubDirectory(
      KubernetesClient client, Set<String> namespaces, HubConnections connections) {
    secrets = new SecretWatches(client, this::secretChanged);
    links = new HubLinks(secrets, connections, this::find);
    var resources = client.resources(IoTHub.class);
    informers =
        namespaces.isEmpty()
            ? List.of(informer(resources.inAnyNamespace()))
            : namespaces.stream().sorted().map(resources::inNamespace).map(this::informer).toList();
  }

  private SharedIndexInformer<IoTHub> informer(Informable<IoTHub> hubs) {
    return hubs.runnableInformer(0)
        .addIndexers(Map.of(BY_HOST, hub -> List.of(host(hub).name())))
        .addEventHandler(new HubEvents())
        // An API server that is away is tried for ever.
        .exceptionHandler((started, failure) -> true);
  }

  /**
   * Starts to watch, and waits until all IoTHubs and their Secrets have been read once.
   *
   * @param patience how long to wait; after that the rest is read in the background
   */
  public void start(Duration patience) throws InterruptedException {
    CompletableFuture<Void> read =
        CompletableFuture.allOf(
                informers.stream()
                    .map(informer -> informer.start().toCompletableFuture())
                    .toArray(CompletableFuture<?>[]::new))
            .thenRun(this::watchNamedSecrets)
            .thenCompose(unused -> secrets.synced());
    try {
      read.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      log.warn("IoTHubs and their Secrets were not read within {}; going on without", patience);
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot watch IoTHubs", e.getCause());
    }
  }

  @Override
  public HubLink resolve(String namespace, String hubName) {
    return find(new HubKey(namespace, hubName))
        .map(links::resolve)
        .orElseGet(
            () ->
                new HubLink.NotReady(
                    HubLink.Reason.HUB_NOT_FOUND,
                    "there is no IoTHub %s in namespace %s; create it"
                        .formatted(hubName, namespace)));
  }

  @Override
  public Optional<IoTHub> find(HubKey key) {
    String cacheKey = Cache.namespaceKeyFunc(key.namespace(), key.name());
    return informers.stream()
        .map(informer -> informer.getStore().getByKey(cacheKey))
        .filter(Objects::nonNull)
        .findFirst();
  }

  @Override
  public Optional<HubHost> hostOf(HubKey hub) {
    return find(hub).map(KubernetesHubDirectory::host);
  }

  @Override
  public Set<HubKey> hubsOf(HubHost host) {
    return informers.stream()
        .flatMap(informer -> informer.getIndexer().byIndex(BY_HOST, host.name()).stream())
        .map(HubKey::of)
        .collect(Collectors.toSet());
  }

  @Override
  public void onChange(Consumer<HubKey> listener) {
    listeners.add(listener);
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::stop);
    secrets.close();
  }

  private Stream<IoTHub> all() {
    return informers.stream().flatMap(informer -> informer.getStore().list().stream());
  }

  private static HubHost host(IoTHub hub) {
    return new HubHost(hub.getSpec().hostName());
  }

  private synchronized void watchNamedSecrets() {
    Set<SecretName> named = new HashSet<>();
    all().forEach(hub -> named.addAll(HubLinks.secretsOf(hub)));
    secrets.watchOnly(named);
  }

  private void secretChanged(SecretName name) {
    all().filter(hub -> HubLinks.secretsOf(hub).contains(name)).map(HubKey::of).forEach(this::tell);
  }

  private void tell(HubKey key) {
    listeners.forEach(listener -> listener.accept(key));
  }

  private final class HubEvents implements ResourceEventHandler<IoTHub> {

    @Override
    public void onAdd(IoTHub hub) {
      changed(hub);
    }

    @Override
    public void onUpdate(IoTHub before, IoTHub after) {
      if (!before.getSpec().equals(after.getSpec())) {
        changed(after);
      }
    }

    @Override
    public void onDelete(IoTHub hub, boolean finalStateUnknown) {
      links.forget(HubKey.of(hub));
      changed(hub);
    }

    private void changed(IoTHub hub) {
      watchNamedSecrets();
      tell(HubKey.of(hub));
    }
  }
}
