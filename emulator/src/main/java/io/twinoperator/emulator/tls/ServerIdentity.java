package io.twinoperator.emulator.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/**
 * A server's certificate and its key; both are made anew at every start and kept in memory only.
 *
 * @param certificate signed by the emulator's authority
 * @param key EC P-256
 */
public record ServerIdentity(X509Certificate certificate, PrivateKey key) {

  /** The certificate as PEM. */
  public String certificatePem() {
    return Pem.certificate(certificate);
  }

  /** The key as PEM (PKCS #8); for the TLS server in this process. */
  public String keyPem() {
    return Pem.privateKey(key);
  }

  /** Names the subject only; a key has no place in a log. */
  @Override
  public String toString() {
    return "ServerIdentity[" + certificate.getSubjectX500Principal() + "]";
  }
}
