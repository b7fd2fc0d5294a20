package io.twinoperator.deviceconfig;

import io.twinoperator.hub.HubConfiguration;
import io.twinoperator.hub.HubHost;
import io.twinoperator.iothub.HubConfigurations;
import io.twinoperator.ownership.ClaimSource;
import io.twinoperator.ownership.DeviceClaims;
import io.twinoperator.twin.Twin;
import java.util.List;
import java.util.Optional;

/**
 * Everybody who may have a leaf of a device.
 *
 * @param own the claims of all DeviceConfigs, which their controller's cache is put behind
 * @param all these and those of other objects
 * @param configurations what the hubs themselves write
 */
public record Claimants(DeviceConfigClaims own, ClaimSource all, HubConfigurations configurations) {

  /** The claims on a device, or empty while not all claims of the hub are known yet. */
  Optional<DeviceClaims> claimsOn(HubHost host, String deviceId) {
    return all.claimsOn(host, deviceId);
  }

  /** What the hub's configurations set on a twin, as far as the hub has been asked for them. */
  ConfiguredLeaves configured(HubHost host, Twin twin) {
    List<HubConfiguration> known = configurations.of(host).orElse(List.of());
    return ConfiguredLeaves.of(twin, known);
  }
}
