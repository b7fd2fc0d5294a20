package io.twinoperator.benchmarks.deviceconfig;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.benchmarks.stage.Namespace;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** The DeviceConfigs of a namespace as anybody sees them who watches the API server. */
final class FleetView implements AutoCloseable {
  private final InstantSource clock = InstantSource.system();
  private final SharedIndexInformer<DeviceConfig> informer;
  private final List<Sightings> watched = new CopyOnWriteArrayList<>();
  private final AtomicLong statusChanges = new AtomicLong();

  private FleetView(Namespace namespace) {
    this.informer =
        namespace
            .client()
            .resources(DeviceConfig.class)
            .inNamespace(namespace.name())
            .runnableInformer(0)
            .addEventHandler(new Handler());
  }

  /** Watches a namespace from now on. */
  static FleetView of(Namespace namespace) {
    FleetView view = new FleetView(namespace);
    view.informer.start().toCompletableFuture().join();
    return view;
  }

  /** Takes note, from now on, of when which object is first seen to be so. */
  Sightings firstSeen(Predicate<DeviceConfig> which) {
    Sightings sightings = new Sightings(which, clock);
    watched.add(sightings);
    informer.getStore().list().forEach(sightings::look);
    return sightings;
  }

  /** All objects as they are now. */
  List<DeviceConfig> all() {
    return informer.getStore().list();
  }

  /** How many of those with this prefix are so now. */
  long count(String prefix, Predicate<DeviceConfig> which) {
    return all().stream()
        .filter(config -> config.getMetadata().getName().startsWith(prefix + "-"))
        .filter(which)
        .count();
  }

  /** Changes of status that were seen. */
  long statusChanges() {
    return statusChanges.get();
  }

  @Override
  public void close() {
    informer.stop();
  }

  /** A condition of the spec as it is now; empty while there is none. */
  static Optional<Condition> condition(DeviceConfig config, String type) {
    DeviceConfigStatus status = config.getStatus();
    Long generation = config.getMetadata().getGeneration();
    if (status == null || (generation != null && !generation.equals(status.observedGeneration()))) {
      return Optional.empty();
    }
    return status.conditions().stream().filter(c -> c.getType().equals(type)).findFirst();
  }

  /** Whether a condition is true of the spec as it is now. */
  static boolean isTrue(DeviceConfig config, String type) {
    return condition(config, type).filter(c -> "True".equals(c.getStatus())).isPresent();
  }

  /** Whether the hub stores what the spec asks. */
  static boolean isSynced(DeviceConfig config) {
    return isTrue(config, "Synced");
  }

  /** Whether the device has confirmed what the spec asks. */
  static boolean isConverged(DeviceConfig config) {
    return isTrue(config, "Ready") && isTrue(config, "Converged");
  }

  private final class Handler implements ResourceEventHandler<DeviceConfig> {
    @Override
    public void onAdd(DeviceConfig config) {
      watched.forEach(sightings -> sightings.look(config));
    }

    @Override
    public void onUpdate(DeviceConfig before, DeviceConfig after) {
      Long generation = after.getMetadata().getGeneration();
      if (generation == null || generation.equals(before.getMetadata().getGeneration())) {
        statusChanges.incrementAndGet();
      }
      watched.forEach(sightings -> sightings.look(after));
    }

    @Override
    public void onDelete(DeviceConfig config, boolean finalStateUnknown) {}
  }

  /** When objects were first seen to be so; safe for threads. */
  static final class Sightings {
    private final Predicate<DeviceConfig> which;
    private final InstantSource clock;
    private final Map<String, Instant> first = new ConcurrentHashMap<>();

    private Sightings(Predicate<DeviceConfig> which, InstantSource clock) {
      this.which = which;
      this.clock = clock;
    }

    private void look(DeviceConfig config) {
      String name = config.getMetadata().getName();
      if (!first.containsKey(name) && which.test(config)) {
        first.put(name, clock.instant());
      }
    }

    /** By name. */
    Map<String, Instant> byName() {
      return Map.copyOf(first);
    }

    int count() {
      return first.size();
    }
  }
}
