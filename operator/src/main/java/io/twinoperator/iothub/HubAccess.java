package io.twinoperator.iothub;

import io.twinoperator.api.v1alpha1.IoTHubSpec;
import io.twinoperator.hub.HubHost;
import java.util.Optional;

/**
 * All that a connection is made from. Two equal ones make equal connections.
 *
 * @param certificateAuthority PEM that this connection trusts, and no other
 */
public record HubAccess(
    IoTHubSpec spec,
    HubHost host,
    HubCredentials credentials,
    Optional<String> certificateAuthority) {

  /** Shows the host alone: the rest may be secret, or long. */
  @Override
  public String toString() {
    return "HubAccess[" + host + "]";
  }
}
