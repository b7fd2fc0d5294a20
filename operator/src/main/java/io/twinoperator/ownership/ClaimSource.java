package io.twinoperator.ownership;

import io.twinoperator.hub.HubHost;
import java.util.Optional;

/** Knows the claims on every device of every hub. */
public interface ClaimSource {

  /**
   * The claims on a device, or empty while not all claims of the hub are known yet, as after a
   * start: then nothing may be written.
   */
  Optional<DeviceClaims> claimsOn(HubHost host, String deviceId);
}
