package io.twinoperator.ownership;

import io.twinoperator.hub.HubHost;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Knows the claims on every device of every hub. */
public interface ClaimSource {

  /**
   * The claims on a device, or empty while not all claims of the hub are known yet, as after a
   * start: then nothing may be written.
   */
  Optional<DeviceClaims> claimsOn(HubHost host, String deviceId);

  /**
   * Asks to be told when claims on devices of a host have ended, where the source knows. Listeners
   * must return quickly and must not throw.
   */
  default void onRelease(BiConsumer<HubHost, Set<String>> listener) {}
}
