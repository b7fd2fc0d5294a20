package io.twinoperator.emulator.hub;

import java.util.Comparator;
import java.util.Optional;

/**
 * Names what has an identity, a twin and a connection of its own: a device, or a module of a
 * device. Devices sort before their modules.
 *
 * @param deviceId case-sensitive
 * @param moduleId absent for the device itself
 */
public record ClientId(String deviceId, Optional<String> moduleId) implements Comparable<ClientId> {
  private static final Comparator<ClientId> ORDER =
      Comparator.comparing(ClientId::deviceId).thenComparing(id -> id.moduleId().orElse(""));

  /** A device. */
  public static ClientId device(String deviceId) {
    return new ClientId(deviceId, Optional.empty());
  }

  /** A module of a device. */
  public static ClientId module(String deviceId, String moduleId) {
    return new ClientId(deviceId, Optional.of(moduleId));
  }

  /** Reads what {@link #toString} writes: no id has a slash in it. */
  public static ClientId parse(String text) {
    int slash = text.indexOf('/');
    return slash < 0 ? device(text) : module(text.substring(0, slash), text.substring(slash + 1));
  }

  /** The device that a module belongs to; a device's own id. */
  public ClientId owner() {
    return device(deviceId);
  }

  @Override
  public int compareTo(ClientId other) {
    return ORDER.compare(this, other);
  }

  /** {@code d1} or {@code d1/m1}, as MQTT's client id has it. */
  @Override
  public String toString() {
    return moduleId.map(module -> deviceId + "/" + module).orElse(deviceId);
  }
}
