package io.twinoperator.hub.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import io.twinoperator.hub.HubException;
import io.twinoperator.testing.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** When a token is asked for. */
class EntraTokensTest {

  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  private final VirtualClock clock = new VirtualClock(START);
  private final Issuer issuer = new Issuer();
  private final EntraTokens tokens =
      new EntraTokens(
          new WorkloadIdentity("client", "tenant"), EntraSettings.STANDARD, issuer, clock);

  @Test
  void aTokenIsRenewedTenMinutesBeforeItsEnd() throws Exception {
    assertThat(tokens.header()).isEqualTo("Bearer 1");
    clock.advance(Duration.ofMinutes(50).minusSeconds(1));
    assertThat(tokens.header()).isEqualTo("Bearer 1");
    clock.advance(Duration.ofSeconds(1));
    assertThat(tokens.header()).isEqualTo("Bearer 2");
  }

  @Test
  void aTokenServesToItsEndWhileEntraIsAwayWhichIsAskedEveryHalfMinute() throws Exception {
    assertThat(tokens.header()).isEqualTo("Bearer 1");
    issuer.away = Optional.of(new IllegalStateException("away"));
    clock.advance(Duration.ofMinutes(50));
    for (int i = 0; i < 10; i++) {
      assertThat(tokens.header()).isEqualTo("Bearer 1");
    }
    assertThat(issuer.asked).isEqualTo(2);
    clock.advance(Duration.ofSeconds(30));
    assertThat(tokens.header()).isEqualTo("Bearer 1");
    assertThat(issuer.asked).isEqualTo(3);

    clock.advance(Duration.ofMinutes(9).plusSeconds(30));
    assertThatThrownBy(tokens::header).isInstanceOf(HubException.Unavailable.class);
    issuer.away = Optional.empty();
    assertThat(tokens.header()).isEqualTo("Bearer 5");
  }

  @Test
  void nobodyWaitsForARenewalWhileTheOldTokenIsGood() throws Exception {
    assertThat(tokens.header()).isEqualTo("Bearer 1");
    clock.advance(Duration.ofMinutes(55));
    CountDownLatch answer = new CountDownLatch(1);
    issuer.answer = Optional.of(answer);
    var renewing = CompletableFuture.supplyAsync(this::header);
    assertThat(issuer.isAsked.await(10, TimeUnit.SECONDS)).isTrue();

    assertThat(CompletableFuture.supplyAsync(this::header))
        .succeedsWithin(Duration.ofSeconds(10))
        .isEqualTo("Bearer 1");
    answer.countDown();
    assertThat(renewing).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("Bearer 2");
  }

  private String header() {
    try {
      return tokens.header();
    } catch (HubException e) {
      throw new AssertionError(e);
    }
  }

  /** Tokens with numbers that last an hour. */
  private final class Issuer implements TokenCredential {
    private int asked;
    private Optional<RuntimeException> away = Optional.empty();
    private Optional<CountDownLatch> answer = Optional.empty();
    private final CountDownLatch isAsked = new CountDownLatch(1);

    @Override
    public Mono<AccessToken> getToken(TokenRequestContext request) {
      throw new AssertionError("calls are blocking here");
    }

    @Override
    public AccessToken getTokenSync(TokenRequestContext request) {
      assertThat(request.getScopes()).containsExactly("https://iothubs.azure.net/.default");
      asked++;
      if (answer.isPresent()) {
        isAsked.countDown();
        await(answer.get());
      }
      if (away.isPresent()) {
        throw away.get();
      }
      return new AccessToken(
          Integer.toString(asked),
          clock.instant().plus(Duration.ofHours(1)).atOffset(ZoneOffset.UTC));
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
