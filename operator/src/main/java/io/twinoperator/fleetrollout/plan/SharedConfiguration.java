package io.twinoperator.fleetrollout.plan;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A configuration of the hub's automatic device management that sets a leaf of the rollout's change
 * on devices that its selector selects.
 *
 * @param paths leaves of the change that it sets, or sets above or below
 * @param devices how many devices both select, by the query store
 * @param ids their ids; empty where they were only counted
 * @param unknown why the devices could not be told, in the hub's words: then all selected ones are
 *     taken to be shared
 */
public record SharedConfiguration(
    String id,
    List<String> paths,
    long devices,
    Optional<Set<String>> ids,
    Optional<String> unknown) {

  /** Copies the list. */
  public SharedConfiguration {
    paths = List.copyOf(paths);
  }

  /** Whether it has this device, as far as is known. */
  boolean has(String deviceId) {
    return ids.map(some -> some.contains(deviceId)).orElse(true);
  }
}
