package io.twinoperator.hub.azure;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whom one connection to a hub trusts: an authority of its own, or what the JVM trusts. It belongs
 * to the connection, and so does the pool of kept-alive sockets, which the JDK keeps by socket
 * factory: what one IoTHub trusts is never used for another, even at the same host and port. Host
 * names are verified as ever.
 */
final class Trust {

  private final Optional<SSLSocketFactory> sockets;

  private Trust(Optional<SSLSocketFactory> sockets) {
    this.sockets = sockets;
  }

  /** Trusts what the JVM trusts. */
  static Trust ofJvm() {
    return new Trust(Optional.empty());
  }

  /**
   * Trusts these authorities alone.
   *
   * @param pem one certificate or more
   * @throws GeneralSecurityException if the text holds no certificate
   */
  static Trust in(String pem) throws GeneralSecurityException {
    return new Trust(Optional.of(context(pem).getSocketFactory()));
  }

  /**
   * A context for TLS that trusts these authorities alone.
   *
   * @throws GeneralSecurityException if the text holds no certificate
   */
  static SSLContext context(String pem) throws GeneralSecurityException {
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store(pem));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  /** Makes a connection that has not been opened yet trust so. */
  void applyTo(HttpsURLConnection connection) {
    sockets.ifPresent(connection::setSSLSocketFactory);
  }

  private static KeyStore store(String pem) throws GeneralSecurityException {
    Collection<? extends Certificate> certificates =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(
                new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    if (certificates.isEmpty()) {
      throw new GeneralSecurityException("there is no PEM certificate in it");
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
    int number = 0;
    for (Certificate certificate : certificates) {
      store.setCertificateEntry("ca-" + number++, certificate);
    }
    return store;
  }
}
