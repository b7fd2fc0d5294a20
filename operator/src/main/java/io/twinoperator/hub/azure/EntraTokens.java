package io.twinoperator.hub.azure;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.microsoft.aad.msal4j.MsalServiceException;
import io.twinoperator.hub.HubException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of Microsoft Entra ID for one hub's service API. A token is renewed ten minutes before its
 * end, by one thread while the others go on with the old one, which also serves while Entra ID does
 * not answer.
 */
final class EntraTokens implements Authorization {

  /** The scope of IoT Hub's service API ("Control access to IoT Hub by Microsoft Entra ID"). */
  static final String SCOPE = "https://iothubs.azure.net/.default";

  private static final Duration RENEW_BEFORE_END = Duration.ofMinutes(10);
  private static final Duration TRY_AGAIN = Duration.ofSeconds(30);
  private static final int TOO_MANY_REQUESTS = 429;
  private static final TokenRequestContext REQUEST = new TokenRequestContext().addScopes(SCOPE);

  private final WorkloadIdentity identity;
  private final EntraSettings settings;
  private final TokenCredential credential;
  private final InstantSource clock;
  private final ReentrantLock renewing = new ReentrantLock();
  private volatile @Nullable Held held;

  /** A token, and when to ask for the next. */
  private record Held(AccessToken token, Instant renewAt) {
    boolean isGoodAt(Instant now) {
      return now.isBefore(token.getExpiresAt().toInstant());
    }
  }

  EntraTokens(
      WorkloadIdentity identity,
      EntraSettings settings,
      TokenCredential credential,
      InstantSource clock) {
    this.identity = identity;
    this.settings = settings;
    this.credential = credential;
    this.clock = clock;
  }

  @Override
  public String header() throws HubException {
    Held now = held;
    if (now == null || !now.isGoodAt(clock.instant())) {
      renewing.lock();
    } else if (clock.instant().isBefore(now.renewAt()) || !renewing.tryLock()) {
      return bearer(now);
    }
    try {
      return bearer(renewed());
    } finally {
      renewing.unlock();
    }
  }

  @Override
  public String doubt() {
    return "client %s may have no role on the hub, such as IoT Hub Data Contributor"
        .formatted(identity.clientId());
  }

  private static String bearer(Held held) {
    return "Bearer " + held.token().getToken();
  }

  /** Another thread may have been quicker. */
  private Held renewed() throws HubException {
    Held before = held;
    Instant now = clock.instant();
    if (before != null && before.isGoodAt(now) && now.isBefore(before.renewAt())) {
      return before;
    }
    Held after;
    try {
      AccessToken token = credential.getTokenSync(REQUEST);
      after = new Held(token, token.getExpiresAt().toInstant().minus(RENEW_BEFORE_END));
    } catch (RuntimeException e) {
      if (before == null || !before.isGoodAt(now)) {
        throw refused(e);
      }
      after = new Held(before.token(), now.plus(TRY_AGAIN));
    }
    held = after;
    return after;
  }

  /** The library wraps what went wrong several times over. */
  private HubException refused(RuntimeException failure) {
    String who = "client %s of tenant %s".formatted(identity.clientId(), identity.tenantId());
    Optional<UnreadableTokenFile> unread = AzureErrors.caused(failure, UnreadableTokenFile.class);
    if (unread.isPresent()) {
      return new HubException.Unauthorized(
          "no token for %s: %s; is the operator's pod labelled azure.workload.identity/use?"
              .formatted(who, unread.get().getMessage()));
    }
    Optional<MsalServiceException> answer =
        AzureErrors.caused(failure, MsalServiceException.class)
            .filter(refusal -> isRefusal(refusal.statusCode()));
    return answer.isPresent()
        ? new HubException.Unauthorized(
            "%s gives no token to %s: %s"
                .formatted(
                    settings.authorityHost(), who, AzureErrors.words(answer.get().getMessage())))
        : new HubException.Unavailable(
            "no token for %s from %s: %s"
                .formatted(who, settings.authorityHost(), AzureErrors.words(failure.getMessage())));
  }

  private static boolean isRefusal(@Nullable Integer status) {
    return status != null && status >= 400 && status < 500 && status != TOO_MANY_REQUESTS;
  }

  /** The service account's token is not where it should be. */
  private static final class UnreadableTokenFile extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableTokenFile(Path file, IOException cause) {
      super("the federated token file %s cannot be read".formatted(file), cause);
    }
  }

  /** The service account's token as it is in its file now. */
  static String assertion(EntraSettings settings) {
    try {
      return Files.readString(settings.tokenFile()).strip();
    } catch (IOException e) {
      throw new UnreadableTokenFile(settings.tokenFile(), e);
    }
  }
}
