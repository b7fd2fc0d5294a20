package io.twinoperator.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twinoperator.emulator.tls.Trust;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubEmulatorTest {

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1", "x.azure-devices.net"})
  void theCertificateIsGoodForEveryServedName(String name) throws Exception {
    try (HubEmulator emulator = HubEmulator.builder().hosts("x.azure-devices.net").start()) {
      handshake(emulator, emulator.caPem(), name);
    }
  }

  @Test
  void theCertificateIsNotGoodForOtherNamesOrOtherAuthorities() {
    try (HubEmulator emulator = HubEmulator.builder().start();
        HubEmulator other = HubEmulator.builder().start()) {
      assertThatThrownBy(() -> handshake(emulator, emulator.caPem(), "x.azure-devices.net"))
          .isInstanceOf(SSLHandshakeException.class);
      assertThatThrownBy(() -> handshake(emulator, other.caPem(), "localhost"))
          .isInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void trustSurvivesARestart(@TempDir Path dir) throws Exception {
    String caPem;
    try (HubEmulator emulator = HubEmulator.builder().directory(dir).start()) {
      caPem = emulator.caPem();
    }
    try (HubEmulator again = HubEmulator.builder().directory(dir).start()) {
      handshake(again, caPem, "localhost");
    }
  }

  @Test
  void inRealTimeDueWorkRunsByItself() {
    try (HubEmulator emulator = HubEmulator.builder().start()) {
      AtomicInteger runs = new AtomicInteger();
      // The far one is waited for when the near one comes: the driver has to be woken.
      emulator
          .agenda()
          .schedule(emulator.clock().instant().plusSeconds(3600), () -> runs.addAndGet(100));
      emulator
          .agenda()
          .schedule(
              emulator.clock().instant().plusMillis(20),
              () -> {
                runs.incrementAndGet();
                throw new IllegalStateException("a faulty entry, thrown by a test");
              });
      emulator.agenda().schedule(emulator.clock().instant().plusMillis(40), runs::incrementAndGet);
      await().atMost(Duration.ofSeconds(5)).untilAtomic(runs, org.hamcrest.Matchers.equalTo(2));
    }
  }

  @Test
  void withAVirtualClockNothingRunsByItself() {
    SteppedClock clock = new SteppedClock();
    try (HubEmulator emulator = HubEmulator.builder().clock(clock, clock.agenda()).start()) {
      AtomicInteger runs = new AtomicInteger();
      emulator.agenda().schedule(clock.instant(), runs::incrementAndGet);
      assertThat(runs).hasValue(0);
      clock.advance(Duration.ZERO);
      assertThat(runs).hasValue(1);
    }
  }

  @Test
  void namesAndConnectionStrings() {
    try (HubEmulator emulator = HubEmulator.builder().hosts("a.net", "b.net").start()) {
      assertThat(emulator.endpoint().authority()).isEqualTo("localhost:" + emulator.httpsPort());
      assertThat(emulator.connectionString("B.net"))
          .startsWith("HostName=B.net;SharedAccessKeyName=iothubowner;SharedAccessKey=");
      assertThat(emulator.hub("localhost")).isSameAs(emulator.hub("A.NET"));
      assertThatThrownBy(() -> emulator.connectionString("c.net")).hasMessageContaining("c.net");
      assertThatThrownBy(() -> HubEmulator.builder().httpsPort(emulator.httpsPort()).start())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("127.0.0.1:" + emulator.httpsPort());
    }
    assertThatThrownBy(() -> HubEmulator.builder().hosts("a:443")).hasMessageContaining("a:443");
    assertThatThrownBy(() -> HubEmulator.builder().httpsPort(70000)).hasMessageContaining("70000");
  }

  private static void handshake(HubEmulator emulator, String caPem, String name) throws Exception {
    java.net.Socket plain =
        new java.net.Socket(InetAddress.getLoopbackAddress(), emulator.httpsPort());
    try (SSLSocket socket =
        (SSLSocket)
            Trust.only(caPem)
                .getSocketFactory()
                .createSocket(plain, name, emulator.httpsPort(), true)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
    }
  }
}
