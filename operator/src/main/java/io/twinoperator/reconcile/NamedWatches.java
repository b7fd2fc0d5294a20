package io.twinoperator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Watches exactly the objects that are named, one by one: no other object of their kind ever enters
 * this process, and a change is seen at once.
 */
public final class NamedWatches<T extends HasMetadata> implements AutoCloseable {

  private final Function<ObjectName, Informable<T>> objects;
  private final Consumer<ObjectName> onChange;
  private final Consumer<ObjectName> onDelete;
  private final Map<ObjectName, Watch<T>> watches = new ConcurrentHashMap<>();

  /**
   * Watches nothing yet.
   *
   * @param objects where an object of a name is found
   * @param onChange told of each object that was read for the first time, added, changed or removed
   */
  public NamedWatches(Function<ObjectName, Informable<T>> objects, Consumer<ObjectName> onChange) {
    this(objects, onChange, name -> {});
  }

  /**
   * Watches nothing yet.
   *
   * @param onDelete told of each object that was removed, before {@code onChange} is
   */
  public NamedWatches(
      Function<ObjectName, Informable<T>> objects,
      Consumer<ObjectName> onChange,
      Consumer<ObjectName> onDelete) {
    this.objects = objects;
    this.onChange = onChange;
    this.onDelete = onDelete;
  }

  private record Watch<T>(SharedIndexInformer<T> informer, CompletableFuture<Void> synced) {}

  /** Watches these objects and no others. */
  public synchronized void watchOnly(Set<ObjectName> wanted) {
    watches.keySet().stream().filter(name -> !wanted.contains(name)).toList().forEach(this::drop);
    wanted.forEach(this::watch);
  }

  /** Watches this object too. */
  public synchronized void watch(ObjectName name) {
    if (!watches.containsKey(name)) {
      start(name);
    }
  }

  /** Watches this object no longer. */
  public synchronized void drop(ObjectName name) {
    Watch<T> watch = watches.remove(name);
    if (watch != null) {
      watch.informer().stop();
    }
  }

  /** Whether the object is watched. */
  public boolean isWatched(ObjectName name) {
    return watches.containsKey(name);
  }

  /** Completes when each watched object has been read once, or found missing. */
  public CompletableFuture<Void> synced() {
    return CompletableFuture.allOf(
        watches.values().stream().map(Watch::synced).toArray(CompletableFuture[]::new));
  }

  /** Whether the object has been read once, or found missing. */
  public boolean isRead(ObjectName name) {
    Watch<T> watch = watches.get(name);
    return watch != null && watch.synced().isDone();
  }

  /** The object as last seen. */
  public Optional<T> find(ObjectName name) {
    return Optional.ofNullable(watches.get(name))
        .flatMap(watch -> watch.informer().getStore().list().stream().findFirst());
  }

  @Override
  public synchronized void close() {
    watchOnly(Set.of());
  }

  private void start(ObjectName name) {
    SharedIndexInformer<T> informer =
        objects
            .apply(name)
            .runnableInformer(0)
            .addEventHandler(handler(name))
            // An object that may not be read, or an API server that is away, is tried for ever.
            .exceptionHandler((started, failure) -> true);
    // Whoever is woken by the first read must find it done.
    var watch = new Watch<>(informer, new CompletableFuture<>());
    watches.put(name, watch);
    informer
        .start()
        .thenRun(
            () -> {
              watch.synced().complete(null);
              onChange.accept(name);
            });
  }

  private ResourceEventHandler<T> handler(ObjectName name) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(T added) {
        onChange.accept(name);
      }

      @Override
      public void onUpdate(T before, T after) {
        onChange.accept(name);
      }

      @Override
      public void onDelete(T deleted, boolean finalStateUnknown) {
        onDelete.accept(name);
        onChange.accept(name);
      }
    };
  }
}
