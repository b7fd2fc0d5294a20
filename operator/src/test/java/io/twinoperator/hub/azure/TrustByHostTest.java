package io.twinoperator.hub.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubHost;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys and certificates, over real sockets. */
class TrustByHostTest {

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
  void eachAuthorityIsTrustedForItsOwnPortAlone() throws Exception {
    Hub first = connect(one, "localhost", Optional.of(one.caPem()));
    Hub second = connect(other, "localhost", Optional.of(other.caPem()));
    assertThat(first.deviceCount()).isZero();
    assertThat(second.deviceCount()).isZero();

    Hub swapped = connect(other, "localhost", Optional.of(one.caPem()));
    assertThatThrownBy(swapped::deviceCount)
        .as("the first one's authority, at the second one's port")
        .isInstanceOf(HubException.Unavailable.class);
    assertThat(first.deviceCount()).isZero();
  }

  @Test
  void anAuthorityIsTrustedForItsOwnHostAlone() throws Exception {
    Hub byName = connect(one, "localhost", Optional.of(one.caPem()));
    assertThat(byName.deviceCount()).isZero();

    Hub byAddress = connect(one, "127.0.0.1", Optional.empty());
    assertThatThrownBy(byAddress::deviceCount)
        .as("the same server under another host, for which no authority was given")
        .isInstanceOf(HubException.Unavailable.class)
        .hasMessageContaining("spec.caSecretRef");
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
  void anotherAuthorityTakesEffectAtOnceAlsoOnKeptAliveConnections() throws Exception {
    Hub hub = connect(one, "localhost", Optional.of(one.caPem()));
    assertThat(hub.deviceCount()).isZero();

    connect(one, "localhost", Optional.of(other.caPem()));
    assertThatThrownBy(hub::deviceCount).isInstanceOf(HubException.Unavailable.class);

    connect(one, "localhost", Optional.of(one.caPem()));
    assertThat(hub.deviceCount()).isZero();
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
        .message()
        .doesNotContain(key)
        .doesNotContain("sig=");
    assertThat(byClient).isInstanceOf(HubException.Unauthorized.class);
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
