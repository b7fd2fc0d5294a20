package io.twinoperator.iothub;

import io.twinoperator.api.v1alpha1.IoTHubSpec;
import io.twinoperator.hub.HubHost;
import java.util.Optional;

/**
 * All that a connection is made from. Two equal ones make equal connections.
 *
 * @param connectionString the hub's, of its service side; a secret
 * @param certificateAuthority PEM that is trusted for the endpoint alone
 */
public record HubAccess(
    IoTHubSpec spec, HubHost host, String connectionString, Optional<String> certificateAuthority) {

  /** Shows the host alone: the rest is secret or long. */
  @Override
  public String toString() {
    return "HubAccess[" + host + "]";
  }
}
