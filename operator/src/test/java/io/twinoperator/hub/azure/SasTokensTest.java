package io.twinoperator.hub.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.VirtualClock;
import io.twinoperator.hub.azure.ConnectionString.SharedAccessKey;
import io.twinoperator.hub.azure.ConnectionString.SharedAccessSignature;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SasTokensTest {

  private static final HubHost HOST = new HubHost("Hub.azure-devices.net");

  private final VirtualClock clock = new VirtualClock();
  private final Authorization tokens =
      SasTokens.of(
          new ConnectionString(HOST, new SharedAccessKey("service", "c2VjcmV0LWtleQ==")), clock);

  /** The signature was computed apart: HMAC-SHA256 of "hub.azure-devices.net\n1772370000". */
  @Test
  void signsHostAndExpiryAsMicrosoftDocumentsIt() throws Exception {
    assertThat(tokens.header())
        .isEqualTo(
            "SharedAccessSignature sr=hub.azure-devices.net&sig=%2Fb7wuFiJl4uZhMvgn%2FMEod6KmZaxJ2soDTLDROVL6OU%3D&se=1772370000&skn=service");
  }

  @Test
  void keepsATokenForFiftyMinutesAndRenewsItBeforeItEnds() throws Exception {
    String first = tokens.header();
    clock.advance(Duration.ofMinutes(49));
    assertThat(tokens.header()).isEqualTo(first);
    clock.advance(Duration.ofMinutes(1));
    assertThat(tokens.header()).isNotEqualTo(first).contains("&se=1772373000&");
  }

  @Test
  void signsAnewWhenTheClockWentBackByMuch() throws Exception {
    clock.advance(Duration.ofHours(-3));
    assertThat(tokens.header()).contains("&se=1772359200&");
  }

  @Test
  void passesOnATokenThatItCannotRenew() throws Exception {
    String token = "SharedAccessSignature sr=h&sig=s&se=1";
    assertThat(
            SasTokens.of(new ConnectionString(HOST, new SharedAccessSignature(token)), clock)
                .header())
        .isEqualTo(token);
  }
}
