package io.twinoperator.fleetrollout.spec;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec;
import io.twinoperator.twin.LeafPath;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.Stream;

/**
 * What a FleetRollout asks for, checked and with defaults filled in.
 *
 * @param query condition that selects the devices
 * @param set leaves to set
 * @param remove leaves to remove
 * @param waves in order; the last one takes what the others leave
 * @param salt orders the devices, together with their ids
 * @param progressDeadline how long an online device may take to confirm
 * @param maxFailures failed devices that are still accepted
 * @param minDevices decided devices from which on a percentage counts
 * @param maxDevicesPerJob 1 to 200
 */
public record RolloutSpec(
    String query,
    SortedMap<LeafPath, JsonNode> set,
    SortedSet<LeafPath> remove,
    FleetRolloutSpec.State state,
    List<WaveSpec> waves,
    String salt,
    Duration progressDeadline,
    Amount maxFailures,
    int minDevices,
    int maxDevicesPerJob) {

  /** The same in another state. */
  public RolloutSpec in(FleetRolloutSpec.State other) {
    return new RolloutSpec(
        query,
        set,
        remove,
        other,
        waves,
        salt,
        progressDeadline,
        maxFailures,
        minDevices,
        maxDevicesPerJob);
  }

  /** Every leaf that the rollout changes. */
  public Stream<LeafPath> paths() {
    return Stream.concat(set.keySet().stream(), remove.stream());
  }
}
