package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.query.Expression;
import io.twinoperator.emulator.query.NamedDevices;
import java.time.Instant;
import java.util.Collection;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The devices of one hub, in the order of their ids. Guarded by the hub's lock. */
final class DeviceRegistry {
  private final NavigableMap<String, Device> devices = new TreeMap<>();
  private long generations;

  Device create(String deviceId, ObjectNode body, Instant now) {
    if (devices.containsKey(deviceId)) {
      throw exists(deviceId);
    }
    Device device = new Device(Identity.created(deviceId, generationId(now), body));
    devices.put(deviceId, device);
    return device;
  }

  Device update(String deviceId, ObjectNode body, Precondition precondition, Instant now) {
    Device device = get(deviceId);
    if (precondition.isUnconditional()) {
      // To the hub a PUT without a condition is a create (azure-iot-sdk-python issue 983).
      throw exists(deviceId);
    }
    precondition.check(device.identity().etag(), "Device " + deviceId);
    device.identity(device.identity().updated(body, now));
    return device;
  }

  Device delete(String deviceId, Precondition precondition) {
    Device device = get(deviceId);
    precondition.check(device.identity().etag(), "Device " + deviceId);
    devices.remove(deviceId);
    return device;
  }

  /** Throws DeviceNotFound. */
  Device get(String deviceId) {
    return find(deviceId)
        .orElseThrow(
            () ->
                new HubError(ErrorCode.DEVICE_NOT_FOUND, "Device " + deviceId + " not registered"));
  }

  Optional<Device> find(String deviceId) {
    return Optional.ofNullable(devices.get(deviceId));
  }

  Collection<Device> all() {
    return devices.values();
  }

  /**
   * The devices behind {@code after} for which {@code where} may be true, in the order of their
   * ids: those it names by id, or all.
   */
  Stream<Device> candidates(Optional<Expression> where, Optional<String> after) {
    // Streams of keys, not of values: a part of the map counts all its values before streaming
    // them.
    NavigableSet<String> ids = where.flatMap(NamedDevices::in).orElseGet(devices::navigableKeySet);
    return after.map(last -> ids.tailSet(last, false)).orElse(ids).stream()
        .filter(devices::containsKey)
        .map(devices::get);
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

  private String generationId(Instant now) {
    return Long.toString(now.toEpochMilli() * 1000 + generations++);
  }

  private static HubError exists(String deviceId) {
    return new HubError(
        ErrorCode.DEVICE_ALREADY_EXISTS,
        "A device with ID '" + deviceId + "' is already registered.");
  }
}
