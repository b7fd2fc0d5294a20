package io.twinoperator.emulator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinoperator.emulator.SteppedClock;
import io.twinoperator.emulator.auth.SasToken;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HubDirectoryTest {

  private final SteppedClock clock = new SteppedClock();
  private final EmulatedHub first = hub("A.azure-devices.net");
  private final EmulatedHub second = hub("b.azure-devices.net");
  private final HubDirectory hubs = new HubDirectory(List.of(first, second));

  @Test
  void theHostHeaderDecidesBeforeTheToken() {
    assertThat(chosen("b.azure-devices.net:8443", "a.azure-devices.net")).isEqualTo(second);
    assertThat(chosen("A.AZURE-devices.net", "b.azure-devices.net")).isEqualTo(first);
  }

  @Test
  void loopbackAndUnknownHostsLeaveItToTheToken() {
    assertThat(chosen("localhost:8443", "b.azure-devices.net")).isEqualTo(second);
    assertThat(chosen("[::1]:8443", "B.azure-devices.net/twins/x")).isEqualTo(second);
    assertThat(chosen("emulator.svc", "b.azure-devices.net")).isEqualTo(second);
    assertThat(chosen("localhost:8443", "localhost")).isEqualTo(first);
    assertThat(chosen("127.0.0.1", "unknown")).isEqualTo(first);
    assertThat(hubs.chosenBy(Optional.empty(), Optional.empty())).isEqualTo(first);
  }

  @Test
  void onlyTheFirstHubTakesLocalhostTokens() {
    assertThat(hubs.namesOf(first))
        .containsExactly("127.0.0.1", "::1", "a.azure-devices.net", "localhost");
    assertThat(hubs.namesOf(second)).containsExactly("b.azure-devices.net");
  }

  @Test
  void refusesNoHubsAndTwins() {
    assertThatThrownBy(() -> new HubDirectory(List.of())).hasMessageContaining("at least one");
    assertThatThrownBy(() -> new HubDirectory(List.of(first, hub("a.AZURE-devices.net"))))
        .hasMessageContaining("a.AZURE-devices.net");
  }

  private EmulatedHub chosen(String host, String resource) {
    SasToken token = SasToken.sign(resource, Optional.of("service"), Instant.EPOCH, new byte[] {1});
    return hubs.chosenBy(Optional.of(host), Optional.of(token));
  }

  private EmulatedHub hub(String host) {
    return new EmulatedHub(host, HubSettings.defaults(), clock, clock.agenda());
  }
}
