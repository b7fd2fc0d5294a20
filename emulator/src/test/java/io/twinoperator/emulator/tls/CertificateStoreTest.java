package io.twinoperator.emulator.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateStoreTest {

  private static final Instant NOW = Instant.parse("2026-02-15T08:00:00Z");

  @TempDir Path dir;

  @Test
  void theAuthoritySurvivesARestart() {
    CertificateAuthority first = store().loadOrCreate(NOW);
    CertificateAuthority second = store().loadOrCreate(NOW.plus(Duration.ofDays(30)));

    assertThat(second.certificatePem()).isEqualTo(first.certificatePem());
    assertThat(second.key()).isEqualTo(first.key());
  }

  @Test
  void onlyTheOwnerCanReadTheKey() throws Exception {
    store().loadOrCreate(NOW);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store().keyFile())))
        .isEqualTo("rw-------");
    try (var files = Files.list(dir.resolve("tls"))) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("ca.pem", "ca-key.pem");
    }
  }

  @Test
  void refusesAKeyThatOthersCanRead() throws Exception {
    store().loadOrCreate(NOW);
    Files.setPosixFilePermissions(store().keyFile(), PosixFilePermissions.fromString("rw-r--r--"));
    assertRefused("chmod 600");
  }

  @Test
  void refusesHalfAPairAndABrokenOne() throws Exception {
    store().loadOrCreate(NOW);
    String key = Files.readString(store().keyFile());
    Files.delete(store().keyFile());
    assertRefused("ca-key.pem is not");

    Files.writeString(store().keyFile(), "not a key");
    Files.setPosixFilePermissions(store().keyFile(), PosixFilePermissions.fromString("rw-------"));
    assertRefused("BEGIN PRIVATE KEY");

    Files.writeString(store().keyFile(), key);
    Files.writeString(store().certificateFile(), CertificateAuthority.create(NOW).certificatePem());
    assertRefused("not the key of");

    Files.writeString(store().certificateFile(), "rubbish");
    assertRefused("cannot be read");
  }

  @Test
  void refusesAnExpiredAuthority() {
    store().loadOrCreate(NOW);
    assertThatThrownBy(() -> store().loadOrCreate(NOW.plus(Duration.ofDays(4000))))
        .isInstanceOf(TlsException.class)
        .hasMessageContaining("expired at");
  }

  @Test
  void serverCertificatesAreSignedByTheAuthorityAndNameTheHubs() throws Exception {
    CertificateAuthority authority = CertificateAuthority.create(NOW);
    ServerIdentity server = authority.issue(List.of("hub.azure-devices.net"), NOW);

    server.certificate().verify(authority.certificate().getPublicKey());
    assertThat(authority.certificate().getBasicConstraints()).isZero();
    assertThat(server.certificate().getBasicConstraints()).isEqualTo(-1);
    assertThat(server.certificate().getSubjectAlternativeNames())
        .extracting(name -> String.valueOf(name.get(1)))
        .containsExactlyInAnyOrder(
            "localhost", "127.0.0.1", "0:0:0:0:0:0:0:1", "hub.azure-devices.net");
    assertThat(server.toString() + authority).doesNotContain("PRIVATE");
  }

  private CertificateStore store() {
    return new CertificateStore(dir.resolve("tls"));
  }

  private void assertRefused(String words) {
    assertThatThrownBy(() -> store().loadOrCreate(NOW))
        .isInstanceOf(TlsException.class)
        .hasMessageContaining(words);
  }
}
