package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The devices of one hub and their modules, in the order of their ids. Guarded by its lock. */
final class IdentityRegistry {
  /**
   * The most modules of a device, beside those of the IoT Edge runtime (Azure documents, quotas).
   */
  private static final int MAX_MODULES = 50;

  private static final List<String> EDGE_RUNTIME = List.of("$edgeAgent", "$edgeHub");

  private final NavigableMap<String, Registration> devices = new TreeMap<>();
  private final NavigableMap<ClientId, Registration> modules = new TreeMap<>();
  private final QueryStore store;
  private TwinWatch watch = TwinWatch.NONE;
  private long generations;

  IdentityRegistry(QueryStore store) {
    this.store = store;
  }

  void watchedBy(TwinWatch other) {
    watch = other;
  }

  Registration create(ClientId id, ObjectNode body, Instant now) {
    checkNew(id);
    Registration registration = unlisted(Identity.created(id, generationId(now), body));
    put(registration);
    completeEdgeDevice(registration, now);
    return registration;
  }

  /** What has to be filled before {@link #restore}. */
  Registration unlisted(Identity identity) {
    return new Registration(identity, this::tell);
  }

  /** Takes up what was saved; a device comes before its modules. */
  void restore(Registration saved) {
    checkNew(saved.id());
    put(saved);
  }

  private void checkNew(ClientId id) {
    if (id.moduleId().isPresent()) {
      get(id.owner());
    }
    if (find(id).isPresent()) {
      throw exists(id);
    }
  }

  private void put(Registration registration) {
    ClientId id = registration.id();
    if (id.moduleId().isPresent()) {
      checkRoom(id);
      modules.put(id, registration);
    } else {
      devices.put(id.deviceId(), registration);
    }
    tell(registration.row());
  }

  /** Queries see the change; but not that of a link that ends because its device is gone. */
  private void tell(TwinRow changed) {
    if (find(changed.id()).isPresent()) {
      store.put(changed);
      watch.changed(changed.id(), changed.twin());
    }
  }

  Registration update(ClientId id, ObjectNode body, Precondition precondition, Instant now) {
    Registration registration = get(id);
    if (precondition.isUnconditional()) {
      // To the hub a PUT without a condition is a create (azure-iot-sdk-python issue 983).
      throw exists(id);
    }
    precondition.check(registration.identity().etag(), registration.describe());
    registration.identity(registration.identity().updated(body, now));
    completeEdgeDevice(registration, now);
    return registration;
  }

  private void checkRoom(ClientId id) {
    long own = modulesOf(id.deviceId()).stream().filter(m -> !isRuntime(m.id())).count();
    if (own >= MAX_MODULES && !isRuntime(id)) {
      throw new HubError(
          ErrorCode.TOO_MANY_MODULES,
          "Device " + id.deviceId() + " has " + own + " modules, the maximum is " + MAX_MODULES);
    }
  }

  private static boolean isRuntime(ClientId id) {
    return id.moduleId().filter(EDGE_RUNTIME::contains).isPresent();
  }

  /** An IoT Edge device has the modules of the runtime from the beginning. */
  private void completeEdgeDevice(Registration registration, Instant now) {
    if (!registration.identity().iotEdge()) {
      return;
    }
    EDGE_RUNTIME.stream()
        .map(module -> ClientId.module(registration.id().deviceId(), module))
        .filter(module -> !modules.containsKey(module))
        .forEach(module -> create(module, JsonNodeFactory.instance.objectNode(), now));
  }

  /** Removes an identity, and a device's modules with it; answers what was removed. */
  List<Registration> delete(ClientId id, Precondition precondition) {
    Registration registration = get(id);
    precondition.check(registration.identity().etag(), registration.describe());
    List<Registration> removed = new ArrayList<>();
    if (id.moduleId().isPresent()) {
      modules.remove(id);
    } else {
      Collection<Registration> own = modulesOf(id.deviceId());
      removed.addAll(own);
      own.clear();
      devices.remove(id.deviceId());
    }
    removed.add(registration);
    removed.forEach(gone -> store.remove(gone.id()));
    return removed;
  }

  /** Throws DeviceNotFound or ModuleNotFound. */
  Registration get(ClientId id) {
    return find(id).orElseThrow(() -> unknown(id));
  }

  Optional<Registration> find(ClientId id) {
    return Optional.ofNullable(
        id.moduleId().isPresent() ? modules.get(id) : devices.get(id.deviceId()));
  }

  Collection<Registration> devices() {
    return devices.values();
  }

  /** Devices, then modules. */
  Stream<Registration> all() {
    return Stream.concat(devices.values().stream(), modules.values().stream());
  }

  /** A view; removing from it removes from the registry. */
  Collection<Registration> modulesOf(String deviceId) {
    ClientId device = ClientId.device(deviceId);
    // No id sorts between a device id and the same with a NUL behind it.
    return modules.subMap(device, ClientId.device(deviceId + "\0")).values();
  }

  ObjectNode statistics() {
    long enabled =
        devices.values().stream()
            .filter(device -> device.identity().status() == Identity.Status.ENABLED)
            .count();
    return JsonNodeFactory.instance
        .objectNode()
        .put("totalDeviceCount", devices.size())
        .put("enabledDeviceCount", enabled)
        .put("disabledDeviceCount", devices.size() - enabled);
  }

  ObjectNode serviceStatistics() {
    long connected = devices.values().stream().filter(device -> device.link().isPresent()).count();
    return JsonNodeFactory.instance.objectNode().put("connectedDeviceCount", connected);
  }

  private String generationId(Instant now) {
    return Long.toString(now.toEpochMilli() * 1000 + generations++);
  }

  private static HubError exists(ClientId id) {
    return id.moduleId()
        .map(
            moduleId ->
                new HubError(
                    ErrorCode.MODULE_ALREADY_EXISTS,
                    "A module with ID '"
                        + moduleId
                        + "' is already registered on device '"
                        + id.deviceId()
                        + "'."))
        .orElseGet(
            () ->
                new HubError(
                    ErrorCode.DEVICE_ALREADY_EXISTS,
                    "A device with ID '" + id.deviceId() + "' is already registered."));
  }

  /** DeviceNotFound or ModuleNotFound. */
  HubError unknown(ClientId id) {
    return id.moduleId()
        .map(
            moduleId ->
                new HubError(
                    ErrorCode.MODULE_NOT_FOUND,
                    "Module " + moduleId + " of device " + id.deviceId() + " not registered"))
        .orElseGet(
            () ->
                new HubError(
                    ErrorCode.DEVICE_NOT_FOUND, "Device " + id.deviceId() + " not registered"));
  }
}
