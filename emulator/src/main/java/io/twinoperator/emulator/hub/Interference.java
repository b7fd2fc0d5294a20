package io.twinoperator.emulator.hub;

import java.util.Optional;

/** What goes wrong on demand between a hub and its devices; asked once for each operation. */
@FunctionalInterface
public interface Interference {
  /** Nothing goes wrong. */
  Interference NONE = (operation, id) -> Disturbance.NONE;

  /**
   * What goes wrong with this operation. Called under the hub's lock: it must not wait for another.
   */
  Disturbance at(DeviceOperation operation, ClientId id);

  /**
   * What goes wrong with one operation.
   *
   * @param dropsLink the device's connection is dropped before the operation
   * @param refusal what the device is answered in its place; never for a notification
   * @param repeats whether a notification is sent twice
   */
  record Disturbance(boolean dropsLink, Optional<HubError> refusal, boolean repeats) {
    /** Nothing. */
    public static final Disturbance NONE = new Disturbance(false, Optional.empty(), false);
  }
}
