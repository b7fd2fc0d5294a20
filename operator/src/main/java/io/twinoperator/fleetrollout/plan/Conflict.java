package io.twinoperator.fleetrollout.plan;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.OnConflict;
import java.util.List;
import java.util.Optional;

/**
 * Somebody else who owns leaves of a rollout's change on devices of it.
 *
 * @param with who: kind and name, with a blank between them
 * @param paths leaves of the change
 * @param devices how many devices of the rollout
 * @param then what is done about it
 * @param unknown why the devices could not be told, in the hub's words; then all are taken to be
 *     shared
 */
public record Conflict(
    String with, List<String> paths, long devices, OnConflict then, Optional<String> unknown) {

  /** Copies the paths. */
  public Conflict {
    paths = List.copyOf(paths);
  }

  /** The same, in the way. */
  Conflict blocking() {
    return new Conflict(with, paths, devices, OnConflict.Block, unknown);
  }

  /** The kind of who it is: DeviceConfig, FleetRollout, or Configuration for one of the hub's. */
  public String kind() {
    String word = with.substring(0, with.indexOf(' '));
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  /** The name of who it is, and of how many others. */
  public String name() {
    return with.substring(with.indexOf(' ') + 1);
  }

  /** Who, what and how much, without what to do. */
  @Override
  public String toString() {
    String on = String.join(", ", paths);
    return unknown
        .map(
            words ->
                "%s sets %s, and on how many of the devices the hub could not say (%s)"
                    .formatted(with, on, words))
        .orElseGet(() -> "%s sets %s on %d of the devices".formatted(with, on, devices));
  }
}
