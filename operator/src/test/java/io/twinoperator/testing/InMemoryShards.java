package io.twinoperator.testing;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.twinoperator.api.v1alpha1.FleetRolloutLedger;
import io.twinoperator.fleetrollout.ledger.Shards;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Shards in memory, as an API server keeps them: each call is whole, and a write takes place only
 * under the resourceVersion that stands there. A test may die at any write.
 */
public final class InMemoryShards implements Shards {
  private final SortedMap<String, FleetRolloutLedger> shards = new TreeMap<>();
  private long version;
  private ShardWrites watching = new ShardWrites() {};

  /** Sees each write of a single shard: creations, replacements and deletions. */
  public interface ShardWrites {
    /** It is about to be written; what is thrown keeps it from being written. */
    default void before(String name) {}

    /** It has been written; what is thrown reaches the one who wrote it all the same. */
    default void after(String name) {}
  }

  /** Has each write seen from now on. */
  public void watch(ShardWrites writes) {
    watching = writes;
  }

  /** The shards' names, {@code namespace/name}, in order. */
  public List<String> names() {
    return List.copyOf(shards.keySet());
  }

  @Override
  public Optional<FleetRolloutLedger> get(String namespace, String name) {
    return Optional.ofNullable(shards.get(namespace + "/" + name)).map(InMemoryShards::copy);
  }

  @Override
  public Optional<String> create(FleetRolloutLedger shard) {
    return watched(
        shard, () -> shards.containsKey(key(shard)) ? Optional.empty() : Optional.of(store(shard)));
  }

  @Override
  public Optional<String> replace(FleetRolloutLedger shard) {
    return watched(shard, () -> isAsRead(shard) ? Optional.of(store(shard)) : Optional.empty());
  }

  @Override
  public void delete(FleetRolloutLedger shard) {
    Optional<String> unused =
        watched(
            shard,
            () -> {
              if (isAsRead(shard)) {
                shards.remove(key(shard));
              }
              return Optional.empty();
            });
  }

  private Optional<String> watched(FleetRolloutLedger shard, Supplier<Optional<String>> write) {
    String name = shard.getMetadata().getName();
    watching.before(name);
    Optional<String> result = write.get();
    watching.after(name);
    return result;
  }

  private boolean isAsRead(FleetRolloutLedger shard) {
    FleetRolloutLedger stored = shards.get(key(shard));
    return stored != null
        && stored
            .getMetadata()
            .getResourceVersion()
            .equals(shard.getMetadata().getResourceVersion());
  }

  private String store(FleetRolloutLedger shard) {
    FleetRolloutLedger stored = copy(shard);
    stored.getMetadata().setResourceVersion(String.valueOf(++version));
    shards.put(key(shard), stored);
    return stored.getMetadata().getResourceVersion();
  }

  @Override
  public void forEachIn(
      String namespace, Map<String, String> labels, Consumer<FleetRolloutLedger> consumer) {
    forEach(
        labels,
        shard -> {
          if (shard.getMetadata().getNamespace().equals(namespace)) {
            consumer.accept(shard);
          }
        });
  }

  @Override
  public void forEach(Map<String, String> labels, Consumer<FleetRolloutLedger> consumer) {
    List.copyOf(shards.values()).stream()
        .filter(shard -> shard.getMetadata().getLabels().entrySet().containsAll(labels.entrySet()))
        .map(InMemoryShards::copy)
        .forEach(consumer);
  }

  private static String key(FleetRolloutLedger shard) {
    return shard.getMetadata().getNamespace() + "/" + shard.getMetadata().getName();
  }

  private static FleetRolloutLedger copy(FleetRolloutLedger shard) {
    ObjectMeta meta = shard.getMetadata();
    FleetRolloutLedger copy = new FleetRolloutLedger();
    copy.setMetadata(new ObjectMetaBuilder(meta).build());
    copy.setSpec(shard.getSpec());
    return copy;
  }
}
