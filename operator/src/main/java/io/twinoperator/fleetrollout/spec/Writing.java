package io.twinoperator.fleetrollout.spec;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Marker;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Mode;

/**
 * How the hub is written.
 *
 * @param maxDevicesPerJob 1 to 200
 * @param marker whether the devices that were written are marked
 */
public record Writing(Mode mode, int maxDevicesPerJob, Marker marker) {
  /** The most devices of one job, and as many where nothing is said. */
  public static final int MOST_DEVICES_PER_JOB = 200;

  /**
   * What a marker takes of the tags at most, as IoT Hub counts: its keys, the revision, the name of
   * a wave, a time and how it ended.
   */
  public static final int MARKER_BYTES = 160;

  /** What is done where nothing is said. */
  public static final Writing DEFAULT = new Writing(Mode.Auto, MOST_DEVICES_PER_JOB, Marker.Tag);
}
