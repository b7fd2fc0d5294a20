package io.twinoperator.emulator.tls;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The emulator's own certificate authority: EC P-256, valid for ten years, able to sign server
 * certificates and nothing below them.
 *
 * @param certificate what a client has to trust
 * @param key never leaves the process, except into a file only its owner can read
 */
public record CertificateAuthority(X509Certificate certificate, PrivateKey key) {

  private static final Duration CA_LIFETIME = Duration.ofDays(3650);
  // Some platforms refuse server certificates that live longer than 398 days.
  private static final Duration SERVER_LIFETIME = Duration.ofDays(397);
  // Clocks of containers and virtual machines differ a little from ours.
  private static final Duration CLOCK_SKEW = Duration.ofDays(1);
  private static final String SIGNATURE = "SHA256withECDSA";
  private static final X500Principal CA_NAME =
      new X500Principal("CN=IoT Hub emulator CA, O=twin-operator");

  /**
   * Makes a new authority.
   *
   * @param now the wall-clock time
   * @throws TlsException if the runtime lacks elliptic curves
   */
  public static CertificateAuthority create(Instant now) {
    try {
      KeyPair pair = newKeyPair();
      JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              CA_NAME,
              serial(),
              Date.from(now.minus(CLOCK_SKEW)),
              Date.from(now.plus(CA_LIFETIME)),
              CA_NAME,
              pair.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      builder.addExtension(
          Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(pair.getPublic()));
      return new CertificateAuthority(sign(builder, pair.getPrivate()), pair.getPrivate());
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
      throw new TlsException("The certificate authority could not be made: " + e.getMessage(), e);
    }
  }

  /**
   * Signs a certificate for a server with a key of its own. It is always good for {@code
   * localhost}, {@code 127.0.0.1} and {@code ::1}.
   *
   * @param hostNames further names the server answers to
   * @param now the wall-clock time
   * @throws TlsException if the certificate cannot be made
   */
  public ServerIdentity issue(Collection<String> hostNames, Instant now) {
    try {
      KeyPair pair = newKeyPair();
      JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              certificate.getSubjectX500Principal(),
              serial(),
              Date.from(now.minus(CLOCK_SKEW)),
              Date.from(now.plus(SERVER_LIFETIME)),
              new X500Principal("CN=localhost"),
              pair.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
      builder.addExtension(
          Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(pair.getPublic()));
      builder.addExtension(
          Extension.authorityKeyIdentifier, false, ids.createAuthorityKeyIdentifier(certificate));
      builder.addExtension(Extension.subjectAlternativeName, false, names(hostNames));
      return new ServerIdentity(sign(builder, key), pair.getPrivate());
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
      throw new TlsException(
          "The server certificate for " + hostNames + " could not be made: " + e.getMessage(), e);
    }
  }

  /** The certificate as PEM, for clients to trust. */
  public String certificatePem() {
    return Pem.certificate(certificate);
  }

  /** Names the subject only; a key has no place in a log. */
  @Override
  public String toString() {
    return "CertificateAuthority[" + certificate.getSubjectX500Principal() + "]";
  }

  private static GeneralNames names(Collection<String> hostNames) {
    Set<GeneralName> names = new LinkedHashSet<>();
    names.add(new GeneralName(GeneralName.dNSName, "localhost"));
    names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
    names.add(new GeneralName(GeneralName.iPAddress, "::1"));
    hostNames.forEach(host -> names.add(new GeneralName(GeneralName.dNSName, host)));
    return new GeneralNames(names.toArray(GeneralName[]::new));
  }

  private static KeyPair newKeyPair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static BigInteger serial() {
    return new BigInteger(127, new SecureRandom()).add(BigInteger.ONE);
  }

  private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey signer)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(signer)));
  }
}
