package io.twinoperator.emulator.hub;

import io.twinoperator.emulator.twin.TwinState;

/**
 * Told of every version of every twin, as it becomes and whoever made it: the back end, a job, a
 * configuration or the device. Called under the hub's lock: it must be quick and must not call the
 * hub.
 */
@FunctionalInterface
public interface TwinWatch {
  /** Nobody watches. */
  TwinWatch NONE = (id, twin) -> {};

  /**
   * A device or module has this twin from now on; also told when only its connection or identity
   * has changed, and with version 1 of everything when it is registered.
   */
  void changed(ClientId id, TwinState twin);
}
