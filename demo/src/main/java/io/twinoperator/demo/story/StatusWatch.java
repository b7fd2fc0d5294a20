package io.twinoperator.demo.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.api.v1alpha1.IoTHub;
import io.twinoperator.demo.check.StatusMoment;
import io.twinoperator.demo.event.EventKind;
import io.twinoperator.demo.event.EventLog;
import io.twinoperator.demo.event.ObjectState;
import io.twinoperator.demo.event.ObjectState.ConfigState;
import io.twinoperator.demo.event.ObjectState.JobState;
import io.twinoperator.demo.event.ObjectState.RolloutState;
import io.twinoperator.demo.event.ObjectState.WaveState;
import io.twinoperator.demo.world.Cluster;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Watches the objects' status: tells what is new in it, and keeps every version. */
public final class StatusWatch implements AutoCloseable {

  private final EventLog log;
  private final EmulatedHub hub;
  private final List<SharedIndexInformer<?>> informers = new ArrayList<>();
  private final Map<String, ObjectState> states = new HashMap<>();
  private final List<StatusMoment> configs = new CopyOnWriteArrayList<>();
  private final Map<String, List<FleetRolloutStatus>> rollouts = new HashMap<>();

  /**
   * Starts to watch the demo's namespace.
   *
   * @param hub read beside each status of a DeviceConfig
   */
  public StatusWatch(KubernetesClient client, EmulatedHub hub, EventLog log) {
    this.log = log;
    this.hub = hub;
    informers.add(inform(client, IoTHub.class, new Told<>(this::hub)));
    informers.add(inform(client, DeviceConfig.class, new Told<>(this::config)));
    informers.add(inform(client, FleetRollout.class, new Told<>(this::rollout)));
  }

  private static <T extends HasMetadata> SharedIndexInformer<T> inform(
      KubernetesClient client, Class<T> kind, ResourceEventHandler<T> handler) {
    return client.resources(kind).inNamespace(Cluster.NAMESPACE).inform(handler);
  }

  /** Hears of every version of an object. */
  private record Told<T>(Consumer<T> listener) implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T object) {
      listener.accept(object);
    }

    @Override
    public void onUpdate(T before, T after) {
      listener.accept(after);
    }

    @Override
    public void onDelete(T object, boolean unknown) {}
  }

  /** Every status so far of a DeviceConfig, in order. */
  public List<StatusMoment> history(String deviceConfig) {
    return configs.stream().filter(moment -> moment.name().equals(deviceConfig)).toList();
  }

  /** The last status of a DeviceConfig. */
  public Optional<DeviceConfigStatus> config(String name) {
    List<StatusMoment> all = history(name);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1).status());
  }

  /** Every status so far of a FleetRollout, in order. */
  public synchronized List<FleetRolloutStatus> rolloutHistory(String name) {
    return List.copyOf(rollouts.getOrDefault(name, List.of()));
  }

  /** The last status of a FleetRollout. */
  public Optional<FleetRolloutStatus> rollout(String name) {
    List<FleetRolloutStatus> all = rolloutHistory(name);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /** Whether an IoTHub is ready. */
  public synchronized boolean isHubReady(String name) {
    return states.get(key("IoTHub", name)) instanceof ObjectState.HubState state
        && state.ready().equals("True");
  }

  private synchronized void hub(IoTHub object) {
    States.of(object)
        .filter(state -> isNew("IoTHub", state))
        .ifPresent(
            state ->
                log.add(
                    EventKind.HUB,
                    "Ready=%s, %d devices: %s"
                        .formatted(state.ready(), state.devices(), state.message()),
                    state));
  }

  private synchronized void config(DeviceConfig object) {
    Optional.ofNullable(object.getStatus())
        .ifPresent(
            status ->
                configs.add(
                    new StatusMoment(
                        object.getMetadata().getName(),
                        status,
                        reported(status.deviceId()).deepCopy())));
    States.of(object)
        .filter(state -> isNew("DeviceConfig", state))
        .ifPresent(state -> log.add(EventKind.CONFIG, sentence(state), state));
  }

  private JsonNode reported(@Nullable String deviceId) {
    return deviceId == null
        ? MissingNode.getInstance()
        : hub.twins().get(ClientId.device(deviceId)).at("/properties/reported");
  }

  private static String sentence(ConfigState state) {
    return "Ready=%s Synced=%s Converged=%s, %s: %s"
        .formatted(
            state.ready(), state.synced(), state.converged(), state.reason(), state.message());
  }

  private synchronized void rollout(FleetRollout object) {
    String name = object.getMetadata().getName();
    Optional.ofNullable(object.getStatus())
        .ifPresent(status -> rollouts.computeIfAbsent(name, any -> new ArrayList<>()).add(status));
    Optional<RolloutState> before =
        states.get(key("FleetRollout", name)) instanceof RolloutState state
            ? Optional.of(state)
            : Optional.empty();
    States.of(object, log.start())
        .filter(state -> isNew("FleetRollout", state))
        .ifPresent(
            state -> {
              log.add(EventKind.ROLLOUT, "%s: %s".formatted(state.phase(), state.message()), state);
              waves(before, state);
              jobs(before, state);
            });
  }

  private void waves(Optional<RolloutState> before, RolloutState now) {
    List<WaveState> old = before.map(RolloutState::waves).orElse(List.of());
    for (WaveState wave : now.waves()) {
      boolean moved =
          old.stream()
              .filter(earlier -> earlier.name().equals(wave.name()))
              .noneMatch(earlier -> earlier.state().equals(wave.state()));
      if (moved && !wave.state().equals("Pending")) {
        log.add(
            EventKind.WAVE,
            now.name(),
            "wave %s %s, %d of %d converged"
                .formatted(wave.name(), wave.state(), wave.converged(), wave.devices()));
      }
    }
  }

  private void jobs(Optional<RolloutState> before, RolloutState now) {
    List<JobState> old = before.map(RolloutState::jobs).orElse(List.of());
    now.jobs().stream()
        .filter(job -> !old.contains(job))
        .forEach(
            job ->
                log.add(
                    EventKind.JOB,
                    now.name(),
                    "job %s: %s, %d device(s)".formatted(job.id(), job.status(), job.devices())));
    old.stream()
        .filter(job -> now.jobs().stream().noneMatch(other -> other.id().equals(job.id())))
        .forEach(job -> log.add(EventKind.JOB, now.name(), "job %s: ended".formatted(job.id())));
  }

  private boolean isNew(String kind, ObjectState state) {
    return !state.equals(states.put(key(kind, state.name()), state));
  }

  private static String key(String kind, String name) {
    return kind + "/" + name;
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::stop);
  }
}
