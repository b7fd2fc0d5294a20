package io.twinoperator.iothub;

import io.twinoperator.hub.HubHost;
import java.util.Optional;
import java.util.Set;

/** Which devices somebody wants to hear of. */
public interface WatchedDevices {

  /** Ids of the devices on a host; empty as long as not all are known, as right after a start. */
  Optional<Set<String>> devicesOn(HubHost host);
}
