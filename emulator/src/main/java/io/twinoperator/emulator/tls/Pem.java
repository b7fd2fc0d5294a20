package io.twinoperator.emulator.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Certificates and PKCS #8 keys as PEM text. */
final class Pem {

  private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String KEY_END = "-----END PRIVATE KEY-----";

  private Pem() {}

  static String certificate(X509Certificate certificate) {
    try {
      return armour(
          "-----BEGIN CERTIFICATE-----", certificate.getEncoded(), "-----END CERTIFICATE-----");
    } catch (CertificateEncodingException e) {
      throw new TlsException("A certificate could not be encoded", e);
    }
  }

  static String privateKey(PrivateKey key) {
    return armour(KEY_BEGIN, key.getEncoded(), KEY_END);
  }

  static X509Certificate readCertificate(String pem) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
  }

  static PrivateKey readPrivateKey(String pem) throws GeneralSecurityException {
    int begin = pem.indexOf(KEY_BEGIN);
    int end = pem.indexOf(KEY_END);
    if (begin < 0 || end < begin) {
      throw new GeneralSecurityException("it holds no " + KEY_BEGIN);
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(pem.substring(begin + KEY_BEGIN.length(), end));
      return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("its base64 is broken", e);
    }
  }

  private static String armour(String begin, byte[] der, String end) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
    return begin + "\n" + lines.encodeToString(der) + "\n" + end + "\n";
  }
}
