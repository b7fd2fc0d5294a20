package io.twinoperator.emulator.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/**
 * Keeps the authority in a directory as {@code ca.pem} and {@code ca-key.pem}, so that what a
 * client trusts once is still good after a restart. The key's file is readable for its owner only.
 */
public final class CertificateStore {

  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final Path directory;

  /**
   * @param directory made when it is missing
   */
  public CertificateStore(Path directory) {
    this.directory = directory;
  }

  /** Where the certificate is that clients have to trust. */
  public Path certificateFile() {
    return directory.resolve("ca.pem");
  }

  /** Where the authority's key is. */
  public Path keyFile() {
    return directory.resolve("ca-key.pem");
  }

  /**
   * The stored authority, or a new one, which is then stored.
   *
   * @param now the wall-clock time
   * @throws TlsException if one of the two files is missing, readable by others, broken, of another
   *     pair, or if the certificate has expired
   */
  public CertificateAuthority loadOrCreate(Instant now) {
    boolean hasCertificate = Files.exists(certificateFile());
    boolean hasKey = Files.exists(keyFile());
    if (hasCertificate && hasKey) {
      return load(now);
    }
    if (hasCertificate || hasKey) {
      throw new TlsException(
          (hasCertificate ? certificateFile() : keyFile())
              + " is there, "
              + (hasCertificate ? keyFile() : certificateFile())
              + " is not: put it back, or delete the other for a new authority");
    }
    CertificateAuthority created = CertificateAuthority.create(now);
    store(created);
    return created;
  }

  private CertificateAuthority load(Instant now) {
    try {
      refuseIfOthersCanRead();
      X509Certificate certificate = Pem.readCertificate(Files.readString(certificateFile()));
      PrivateKey key = Pem.readPrivateKey(Files.readString(keyFile()));
      if (now.isAfter(certificate.getNotAfter().toInstant())) {
        throw new TlsException(
            certificateFile()
                + " expired at "
                + certificate.getNotAfter().toInstant()
                + ": delete it and "
                + keyFile()
                + " for a new authority");
      }
      refuseIfNotAPair(certificate, key);
      return new CertificateAuthority(certificate, key);
    } catch (IOException | GeneralSecurityException e) {
      throw new TlsException(
          "The authority in " + directory + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void refuseIfOthersCanRead() throws IOException {
    if (!isPosix()) {
      return;
    }
    Set<PosixFilePermission> granted = Files.getPosixFilePermissions(keyFile());
    if (!OWNER_ONLY.containsAll(granted)) {
      throw new TlsException(
          keyFile()
              + " has permissions "
              + PosixFilePermissions.toString(granted)
              + ", only its owner may read it: chmod 600 "
              + keyFile());
    }
  }

  private void refuseIfNotAPair(X509Certificate certificate, PrivateKey key)
      throws GeneralSecurityException {
    byte[] probe = certificate.getEncoded();
    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(key);
    signer.update(probe);
    byte[] signature = signer.sign();
    Signature verifier = Signature.getInstance("SHA256withECDSA");
    verifier.initVerify(certificate.getPublicKey());
    verifier.update(probe);
    if (!verifier.verify(signature)) {
      throw new TlsException(
          keyFile()
              + " is not the key of "
              + certificateFile()
              + ": delete both for a new authority");
    }
  }

  private void store(CertificateAuthority authority) {
    try {
      Files.createDirectories(directory);
      // The key first: a crash between the two leaves no certificate for clients to trust.
      write(keyFile(), Pem.privateKey(authority.key()), ownerOnly());
      write(certificateFile(), authority.certificatePem(), new FileAttribute<?>[0]);
    } catch (IOException e) {
      throw new TlsException(
          "The authority cannot be written to " + directory + ": " + e.getMessage(), e);
    }
  }

  private void write(Path file, String text, FileAttribute<?>[] attributes) throws IOException {
    Path draft = directory.resolve(file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    Files.createFile(draft, attributes);
    Files.writeString(draft, text);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private FileAttribute<?>[] ownerOnly() throws IOException {
    return isPosix()
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  private boolean isPosix() throws IOException {
    return Files.getFileStore(directory).supportsFileAttributeView("posix");
  }
}
