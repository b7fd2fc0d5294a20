package io.twinoperator.hub.azure;

import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubHost;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;

/**
 * Connects to hubs through the vendor's SDK. There is one per JVM, since the SDK takes its trust
 * from the JVM.
 */
public final class AzureHubs {

  /** Idle connections kept per host; the JDK's five are fewer than a rollout writes at once. */
  private static final String MAX_IDLE_CONNECTIONS = "32";

  private final TrustByHost trust;
  private final InstantSource clock;

  private AzureHubs(TrustByHost trust, InstantSource clock) {
    this.trust = trust;
    this.clock = clock;
  }

  /**
   * Sets the JVM up for calls to hubs; to be called once, before the first HTTP connection. The JDK
   * would send a POST a second time, unasked, when a kept-alive connection dies, and a twin could
   * be written twice: that is switched off, in launchers by {@code -Dsun.net.http.retryPost=false}
   * too. HTTPS connections choose whom to trust by host and port from now on.
   */
  public static AzureHubs install(InstantSource clock) {
    System.setProperty("sun.net.http.retryPost", "false");
    if (System.getProperty("http.maxConnections") == null) {
      System.setProperty("http.maxConnections", MAX_IDLE_CONNECTIONS);
    }
    TrustByHost trust = new TrustByHost(HttpsURLConnection.getDefaultSSLSocketFactory());
    trust.install();
    return new AzureHubs(trust, clock);
  }

  /**
   * A hub, without calling it yet.
   *
   * @param endpoint where it is reached if not at its own name
   * @param caPem certificate authorities that are trusted for its endpoint, in place of the JVM's
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
    Endpoint target = endpoint.orElseGet(() -> Endpoint.of(host.name()));
    try {
      trust.trust(target, caPem);
    } catch (GeneralSecurityException e) {
      throw new HubException.Invalid(
          "the certificate authority for %s in spec.caSecretRef cannot be read as PEM: %s"
              .formatted(target, e.getMessage()));
    }
    return new AzureHub(host, target, SasTokens.of(connectionString, clock), clock);
  }
}
