package io.twinoperator.hub.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubHost;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys and certificates, over real sockets: whom one connection trusts, no other does. */
class TrustTest {

  private static final HubHost HOST = new HubHost("plant.azure-devices.net");

  private final HubEmulator one = HubEmulator.builder().hosts(HOST.name()).start();
  private final HubEmulator other = HubEmulator.builder().hosts(HOST.name()).start();
  private final AzureHubs hubs = AzureHubs.install(InstantSource.system());

  @AfterEach
  void stop() {
    one.close();
    other.close();
  }

  private Hub connect(HubEmulator emulator, String host, Optional<String> ca) throws Exception {
    return hubs.connect(
        HOST,
        ConnectionString.parse(emulator.connectionString(HOST.name())),
        Optional.of(new Endpoint(host, emulator.httpsPort())),
        ca);
  }

  @Test
  void eachConnectionTrustsItsOwnAuthorityAlone() throws Exception {
    Hub first = connect(one, "localhost", Optional.of(one.caPem()));
    Hub second = connect(other, "localhost", Optional.of(other.caPem()));
    assertThat(first.deviceCount()).isZero();
    assertThat(second.deviceCount()).isZero();

    Hub swapped = connect(other, "localhost", Optional.of(one.caPem()));
    assertThatThrownBy(swapped::deviceCount)
        .as("the first one's authority, at the second one's port")
        .isInstanceOf(HubException.Unavailable.class);
    assertThat(first.deviceCount()).isZero();
    assertThat(second.deviceCount()).isZero();
  }

  /** A socket that one connection keeps alive is never used by another. */
  @Test
  void twoConnectionsToOneEndpointDoNotLendEachOtherTheirTrust() throws Exception {
    Hub right = connect(one, "localhost", Optional.of(one.caPem()));
    Hub wrong = connect(one, "localhost", Optional.of(other.caPem()));
    Hub usual = connect(one, "localhost", Optional.empty());

    for (int i = 0; i < 3; i++) {
      assertThat(right.deviceCount()).isZero();
      assertThatThrownBy(wrong::deviceCount)
          .as("another authority")
          .isInstanceOf(HubException.Unavailable.class);
      assertThatThrownBy(usual::deviceCount)
          .as("what the JVM trusts")
          .isInstanceOf(HubException.Unavailable.class)
          .hasMessageContaining("spec.caSecretRef");
    }
  }

  @Test
  void nothingElseInTheJvmTrustsAnAuthorityOfAHub() throws Exception {
    Hub hub = connect(one, "localhost", Optional.of(one.caPem()));
    assertThat(hub.deviceCount()).isZero();

    URL url = new URL("https://localhost:" + one.httpsPort() + "/");
    assertThatThrownBy(() -> url.openConnection().connect())
        .isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void anUntrustedCertificateIsUnavailableAndSaysWhichSettingHelps() throws Exception {
    Hub hub = connect(one, "localhost", Optional.of(other.caPem()));

    assertThatThrownBy(() -> hub.twin("sensor-1"))
        .isInstanceOf(HubException.Unavailable.class)
        .hasMessageContaining("localhost:" + one.httpsPort())
        .hasMessageContaining("spec.caSecretRef");
  }

  @Test
  void aHostThatTheCertificateDoesNotNameIsRefused() throws Exception {
    try (HubEmulator elsewhere =
        HubEmulator.builder().hosts(HOST.name()).bindAddress("127.0.0.2").start()) {
      Hub hub = connect(elsewhere, "127.0.0.2", Optional.of(elsewhere.caPem()));

      assertThatThrownBy(hub::deviceCount)
          .isInstanceOf(HubException.Unavailable.class)
          .hasMessageContaining("the certificate of 127.0.0.2:" + elsewhere.httpsPort())
          .hasMessageContaining("does not fit");
    }
  }

  @Test
  void anAuthorityThatIsNoPemIsInvalid() {
    assertThatThrownBy(() -> connect(one, "localhost", Optional.of("no certificate")))
        .isInstanceOf(HubException.Invalid.class)
        .hasMessageContaining("spec.caSecretRef");
  }

  @Test
  void aWrongKeyIsUnauthorizedAndStaysOutOfTheMessage() throws Exception {
    String key = "d3Jvbmcta2V5LXdyb25nLWtleQ==";
    Hub hub =
        hubs.connect(
            HOST,
            ConnectionString.parse(
                "HostName=" + HOST + ";SharedAccessKeyName=iothubowner;SharedAccessKey=" + key),
            Optional.of(new Endpoint("localhost", one.httpsPort())),
            Optional.of(one.caPem()));

    Throwable byTransport = catchThrowable(() -> hub.twin("sensor-1"));
    Throwable byClient = catchThrowable(hub::deviceCount);

    assertThat(byTransport)
        .isInstanceOf(HubException.Unauthorized.class)
        .hasMessageContaining(HOST.name())
        .hasMessageContaining("this machine's clock agrees with the hub's")
        .message()
        .doesNotContain(key)
        .doesNotContain("sig=");
    assertThat(byClient).isInstanceOf(HubException.Unauthorized.class);
  }

  @ParameterizedTest
  @CsvSource({
    "-PT2H5M30S,'clock is 2 h 5 min behind the hub'",
    "-PT90M30S,'clock is 1 h 30 min behind the hub'"
  })
  void aClockThatIsOffIsNamedWithTheDifference(Duration off, String words) throws Exception {
    Hub hub =
        AzureHubs.install(() -> Instant.now().plus(off))
            .connect(
                HOST,
                ConnectionString.parse(one.connectionString(HOST.name())),
                Optional.of(new Endpoint("localhost", one.httpsPort())),
                Optional.of(one.caPem()));

    assertThatThrownBy(() -> hub.twin("sensor-1"))
        .isInstanceOf(HubException.Unauthorized.class)
        .hasMessageContaining(words)
        .hasMessageContaining("set the clock");
  }

  @Test
  void aConnectionStringOfAnotherHubIsInvalid() {
    assertThatThrownBy(
            () ->
                hubs.connect(
                    new HubHost("other.azure-devices.net"),
                    ConnectionString.parse(one.connectionString(HOST.name())),
                    Optional.empty(),
                    Optional.empty()))
        .isInstanceOf(HubException.Invalid.class)
        .hasMessageContaining("plant.azure-devices.net")
        .hasMessageContaining("other.azure-devices.net");
  }

  @Test
  void aHubThatIsNotThereIsUnavailableByHostAndPort() throws Exception {
    Hub hub = connect(one, "localhost", Optional.of(one.caPem()));
    one.close();

    assertThatThrownBy(() -> hub.twin("sensor-1"))
        .isInstanceOf(HubException.Unavailable.class)
        .hasMessageContaining("localhost:" + one.httpsPort());
  }
}
