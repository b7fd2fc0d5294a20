package io.twinoperator.iothub;

import java.util.function.Function;

/** What proves to a hub who the operator is. */
public sealed interface HubCredentials {

  /** The result of the function for this kind of credentials. */
  <T> T fold(Function<SharedAccess, T> sharedAccess, Function<Entra, T> entra);

  /**
   * A shared access policy of the hub.
   *
   * @param connectionString the hub's, of its service side; a secret
   */
  record SharedAccess(String connectionString) implements HubCredentials {
    @Override
    public <T> T fold(Function<SharedAccess, T> sharedAccess, Function<Entra, T> entra) {
      return sharedAccess.apply(this);
    }

    /** Hides the connection string. */
    @Override
    public String toString() {
      return "SharedAccess[hidden]";
    }
  }

  /**
   * An identity of Microsoft Entra ID that trusts the operator's service account.
   *
   * @param clientId its application id
   * @param tenantId the tenant that it lives in
   */
  record Entra(String clientId, String tenantId) implements HubCredentials {
    @Override
    public <T> T fold(Function<SharedAccess, T> sharedAccess, Function<Entra, T> entra) {
      return entra.apply(this);
    }
  }
}
