package io.twinoperator.iothub;

import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.azure.AzureHubs;
import io.twinoperator.hub.azure.ConnectionString;
import io.twinoperator.hub.azure.Endpoint;
import io.twinoperator.hub.azure.InvalidConnectionStringException;
import io.twinoperator.hub.azure.WorkloadIdentity;
import java.util.Optional;

/** Connects through the vendor's SDK. */
public final class AzureHubConnector implements HubConnector {

  private final AzureHubs hubs;

  /** Connects by the one set-up of this JVM. */
  public AzureHubConnector(AzureHubs hubs) {
    this.hubs = hubs;
  }

  @Override
  public Hub connect(HubAccess access) throws HubAccessException {
    Optional<Endpoint> endpoint = endpoint(access);
    Opening opening =
        access
            .credentials()
            .<Opening>fold(
                shared -> bySharedAccess(access, shared, endpoint),
                entra -> byIdentity(access, entra, endpoint));
    try {
      return opening.open();
    } catch (HubException e) {
      // The host has been compared already, so what is left to refuse is the authority.
      throw new HubAccessException(
          HubLink.Reason.INVALID_CERTIFICATE, String.valueOf(e.getMessage()));
    }
  }

  private interface Opening {
    Hub open() throws HubException, HubAccessException;
  }

  private Opening bySharedAccess(
      HubAccess access, HubCredentials.SharedAccess shared, Optional<Endpoint> endpoint) {
    return () ->
        hubs.connect(
            access.host(),
            connectionString(access, shared.connectionString()),
            endpoint,
            access.certificateAuthority());
  }

  private Opening byIdentity(
      HubAccess access, HubCredentials.Entra entra, Optional<Endpoint> endpoint) {
    return () ->
        hubs.connect(
            access.host(),
            new WorkloadIdentity(entra.clientId(), entra.tenantId()),
            endpoint,
            access.certificateAuthority());
  }

  private static ConnectionString connectionString(HubAccess access, String text)
      throws HubAccessException {
    ConnectionString parsed;
    try {
      parsed = ConnectionString.parse(text);
    } catch (InvalidConnectionStringException e) {
      throw new HubAccessException(
          HubLink.Reason.INVALID_CONNECTION_STRING, String.valueOf(e.getMessage()));
    }
    if (!parsed.host().equals(access.host())) {
      throw new HubAccessException(
          HubLink.Reason.HOST_MISMATCH,
          "the connection string is that of %s, and spec.hostName is %s; use the Secret of that hub"
              .formatted(parsed.host(), access.host()));
    }
    return parsed;
  }

  private static Optional<Endpoint> endpoint(HubAccess access) throws HubAccessException {
    try {
      return Optional.ofNullable(access.spec().endpoint()).map(Endpoint::parse);
    } catch (IllegalArgumentException e) {
      throw new HubAccessException(
          HubLink.Reason.INVALID_ENDPOINT, "spec.endpoint: " + e.getMessage());
    }
  }
}
