package io.twinoperator.runtime;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.twinoperator.event.EventRecorder;
import io.twinoperator.event.KubernetesEvents;
import io.twinoperator.event.StateCounts;
import io.twinoperator.event.Telling;
import io.twinoperator.event.TransitionEvents;
import io.twinoperator.iothub.HubFailure;
import io.twinoperator.iothub.HubLink;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks on as objects change, wakes none, and tells: with Kubernetes Events of what has become of
 * one, with counts of what has become of all.
 */
final class Onlookers implements AutoCloseable {

  /**
   * Of a device: its own matters. What keeps all devices of a hub waiting is told of the IoTHub,
   * once, and not ten thousand times.
   */
  static final Telling OF_DEVICE_CONFIGS =
      new Telling(
          Set.of(
              "Pending",
              "Applying",
              "Converged",
              "Offline",
              "Unconfirmed",
              "Synced",
              "Writing",
              "HeldByRollout"),
          Set.of("NotFound", "DeviceNotFound", "SchemaNotFound", "Conflict"),
          toldOfTheHub());

  /** Of a hub and of a rollout: each step. */
  static final Telling OF_FEW =
      new Telling(
          Set.of(),
          Set.of(
              "HubNotFound",
              "SecretNotFound",
              "QuotaExceeded",
              "Throttled",
              "Unavailable",
              "UnknownAnswer"),
          Set.of("SecretNotRead"));

  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "events");
            thread.setDaemon(true);
            return thread;
          });

  private final Map<String, StateCounts<?>> states = new ConcurrentSkipListMap<>();
  private final KubernetesEvents events;

  private static Set<String> toldOfTheHub() {
    Stream<String> ways = Arrays.stream(HubLink.Reason.values()).map(HubLink.Reason::word);
    return Stream.concat(ways, HubFailure.OF_THE_WHOLE_HUB.stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  Onlookers(KubernetesClient client, InstantSource clock) {
    String instance = Optional.ofNullable(System.getenv("HOSTNAME")).orElse("twin-operator");
    events = new KubernetesEvents(client, clock, scheduler, instance);
  }

  /**
   * Those of one kind, to be put beside its controller's own event sources.
   *
   * @param conditions of an object; empty while it has no status
   */
  <R extends HasMetadata> List<EventSource<?, R>> of(
      String kind, Function<R, List<Condition>> conditions, Telling telling) {
    StateCounts<R> counts = new StateCounts<>(conditions);
    states.put(kind, counts);
    return List.of(new TransitionEvents<>(conditions, telling, events), counts);
  }

  /** Tells what conditions do not: what an object leaves behind. */
  EventRecorder recorder() {
    return events;
  }

  /** How many objects are in which state, by kind. */
  Map<String, StateCounts<?>> states() {
    return states;
  }

  /** Events since the start that were not written. */
  long eventsLost() {
    return events.lost();
  }

  /** Tells nothing more. */
  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
