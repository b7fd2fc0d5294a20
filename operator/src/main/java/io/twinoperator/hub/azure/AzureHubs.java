package io.twinoperator.hub.azure;

import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubHost;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Optional;

/** Connects to hubs through the vendor's SDK. */
public final class AzureHubs {

  /**
   * Idle connections kept per host: as many as passes run at once, or each burst shakes hands anew.
   */
  private static final String MAX_IDLE_CONNECTIONS = "64";

  private final InstantSource clock;
  private final EntraSettings entra;

  private AzureHubs(InstantSource clock, EntraSettings entra) {
    this.clock = clock;
    this.entra = entra;
  }

  /** Sets the JVM up for calls to hubs, with {@link EntraSettings#STANDARD}. */
  public static AzureHubs install(InstantSource clock) {
    return install(clock, EntraSettings.STANDARD);
  }

  /**
   * Sets the JVM up for calls to hubs; to be called before the first HTTP connection. The JDK would
   * send a POST a second time, unasked, when a kept-alive connection dies, and a twin could be
   * written twice: that is switched off, in launchers by {@code -Dsun.net.http.retryPost=false}
   * too.
   *
   * @param entra where tokens for workload identities come from
   */
  public static AzureHubs install(InstantSource clock, EntraSettings entra) {
    System.setProperty("sun.net.http.retryPost", "false");
    if (System.getProperty("http.maxConnections") == null) {
      System.setProperty("http.maxConnections", MAX_IDLE_CONNECTIONS);
    }
    return new AzureHubs(clock, entra);
  }

  /**
   * A hub, without calling it yet.
   *
   * @param endpoint where it is reached if not at its own name
   * @param caPem certificate authorities that this connection trusts, in place of the JVM's
   * @throws HubException.Invalid if the connection string is of another host, or there is no
   *     certificate in {@code caPem}
   */
  public Hub connect(
      HubHost host,
      ConnectionString connectionString,
      Optional<Endpoint> endpoint,
      Optional<String> caPem)
      throws HubException {
    if (!connectionString.host().equals(host)) {
      throw new HubException.Invalid(
          "the connection string is that of %s, not of %s"
              .formatted(connectionString.host(), host));
    }
    return connect(host, SasTokens.of(connectionString, clock), endpoint, caPem);
  }

  /**
   * A hub that is called under an identity of Microsoft Entra ID, without calling either yet.
   *
   * @param endpoint where it is reached if not at its own name
   * @param caPem certificate authorities that this connection trusts, in place of the JVM's
   * @throws HubException.Invalid if there is no certificate in {@code caPem}
   */
  public Hub connect(
      HubHost host, WorkloadIdentity identity, Optional<Endpoint> endpoint, Optional<String> caPem)
      throws HubException {
    try {
      var tokens = new EntraTokens(identity, entra, EntraCredentials.of(identity, entra), clock);
      return connect(host, tokens, endpoint, caPem);
    } catch (GeneralSecurityException e) {
      throw new HubException.Invalid(
          "the certificate authority for %s cannot be read as PEM: %s"
              .formatted(entra.authorityHost(), e.getMessage()));
    }
  }

  private Hub connect(
      HubHost host,
      Authorization authorization,
      Optional<Endpoint> endpoint,
      Optional<String> caPem)
      throws HubException {
    Endpoint target = endpoint.orElseGet(() -> Endpoint.of(host.name()));
    try {
      Trust trust = caPem.isPresent() ? Trust.in(caPem.get()) : Trust.ofJvm();
      return new AzureHub(host, target, trust, authorization, clock);
    } catch (GeneralSecurityException e) {
      throw new HubException.Invalid(
          "the certificate authority for %s in spec.caSecretRef cannot be read as PEM: %s"
              .formatted(target, e.getMessage()));
    }
  }
}
