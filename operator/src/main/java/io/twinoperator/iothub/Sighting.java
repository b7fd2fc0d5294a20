package io.twinoperator.iothub;

import io.twinoperator.twin.ConnectionState;
import io.twinoperator.twin.Twin;

/**
 * A device as it was seen at one moment: by which of two sightings one can tell whether anything
 * has changed in between, without the twin itself.
 */
public sealed interface Sighting {

  /** What a twin shows. */
  static Sighting of(Twin twin) {
    return new Present(twin.etag(), twin.reportedVersion(), twin.connectionState());
  }

  /**
   * The device is there.
   *
   * @param etag covers tags and desired, and nothing else
   * @param reportedVersion covers what the device reports, which no etag does
   * @param connection neither of them covers it
   */
  record Present(String etag, long reportedVersion, ConnectionState connection)
      implements Sighting {}

  /** The hub knows no such device. */
  record Absent() implements Sighting {}
}
