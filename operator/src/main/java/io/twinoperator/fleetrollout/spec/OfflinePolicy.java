package io.twinoperator.fleetrollout.spec;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Policy;
import java.time.Duration;

/**
 * What becomes of devices that are offline.
 *
 * @param offlineAfter a device that is not connected is online while its last report is not older
 * @param stragglerDeadline how long devices that are away are followed after the last wave
 */
public record OfflinePolicy(Policy policy, Duration offlineAfter, Duration stragglerDeadline) {
  /** What is done where nothing is said. */
  public static final OfflinePolicy DEFAULT =
      new OfflinePolicy(Policy.Defer, Duration.ZERO, Duration.ofDays(7));
}
