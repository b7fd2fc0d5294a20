package io.twinoperator.fleetrollout.plan;

import io.twinoperator.fleetrollout.ledger.BeforeImage;
import io.twinoperator.fleetrollout.ledger.Marker;
import java.util.Map;

/**
 * A device that the selector selects, as the hub's query store tells of it. Rows of the store lag,
 * so they serve the plan alone: what is written is decided by reading the twin.
 *
 * @param enabled whether it may connect
 * @param connected whether the hub sees it
 * @param desiredVersion {@code $version} of its desired properties
 * @param before what the leaves of the change are
 * @param spread values of the tags over which the order is spread, joined
 * @param group name of its group: values of the tags that the disruption budget groups by, joined
 * @param markers of all rollouts, by their key
 */
public record FoundDevice(
    String deviceId,
    boolean enabled,
    boolean connected,
    long desiredVersion,
    BeforeImage before,
    String spread,
    String group,
    Map<String, Marker> markers) {

  /** Copies the map. */
  public FoundDevice {
    markers = Map.copyOf(markers);
  }
}
