package io.twinoperator.hub.azure;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Which certificate authority is trusted for which host and port. The vendor's SDK takes no trust
 * of its own but uses that of the JVM, so one socket factory for the whole JVM chooses by endpoint:
 * an authority that is given for one endpoint is never trusted for another, and every endpoint
 * without one keeps the JVM's trust. Host names are verified as ever.
 */
final class TrustByHost {

  private final SSLSocketFactory ofJvm;
  private final Map<Endpoint, Trust> trusted = new HashMap<>();

  /** Trusts what the JVM trusts, until told otherwise. */
  TrustByHost(SSLSocketFactory ofJvm) {
    this.ofJvm = ofJvm;
  }

  /** Makes HTTPS connections of this JVM choose their trust here. */
  synchronized void install() {
    HttpsURLConnection.setDefaultSSLSocketFactory(new SocketFactoryByHost(this::factoryFor, ofJvm));
  }

  /**
   * From now on trusts this authority alone for the endpoint, or what the JVM trusts if there is
   * none. Where this changes something, the factory is installed anew, since kept-alive connections
   * belong to a factory and must not outlive the trust that they were made under.
   *
   * @throws GeneralSecurityException if the text holds no certificate
   */
  synchronized void trust(Endpoint endpoint, Optional<String> caPem)
      throws GeneralSecurityException {
    Trust before = trusted.get(endpoint);
    if (caPem.equals(Optional.ofNullable(before).map(Trust::pem))) {
      return;
    }
    if (caPem.isPresent()) {
      trusted.put(endpoint, new Trust(caPem.get(), factory(caPem.get())));
    } else {
      trusted.remove(endpoint);
    }
    install();
  }

  synchronized SSLSocketFactory factoryFor(Endpoint endpoint) {
    Trust trust = trusted.get(endpoint);
    return trust == null ? ofJvm : trust.factory();
  }

  private static SSLSocketFactory factory(String pem) throws GeneralSecurityException {
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store(pem));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context.getSocketFactory();
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

  private record Trust(String pem, SSLSocketFactory factory) {}
}
