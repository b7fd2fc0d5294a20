package io.twinoperator.hub.azure;

import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.azure.ConnectionString.SharedAccessKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Shared access signatures for a hub, as "Control access to IoT Hub with shared access signatures"
 * defines them. A token lasts an hour and is renewed ten minutes before its end. It is signed for
 * the hub's host name, wherever the hub is reached.
 */
final class SasTokens implements Authorization {

  private static final Duration LIFETIME = Duration.ofHours(1);
  private static final Duration RENEW_BEFORE_END = Duration.ofMinutes(10);
  private static final String ALGORITHM = "HmacSHA256";

  private final HubHost host;
  private final SharedAccessKey key;
  private final InstantSource clock;
  private Token current;

  private SasTokens(HubHost host, SharedAccessKey key, InstantSource clock) {
    this.host = host;
    this.key = key;
    this.clock = clock;
    this.current = signed(clock.instant());
  }

  /** Tokens for a connection string: signed here with its key, or the one that it brings. */
  static Authorization of(ConnectionString connectionString, InstantSource clock) {
    return connectionString
        .credential()
        .<Authorization>fold(
            key -> new SasTokens(connectionString.host(), key, clock),
            brought -> new Brought(brought.token()));
  }

  /** A token that somebody else has signed. */
  private record Brought(String header) implements Authorization {
    @Override
    public String doubt() {
      return "the signature in the connection string may have expired, or its key been renewed";
    }

    @Override
    public String toString() {
      return "Brought[hidden]";
    }
  }

  /** A token that is valid for ten minutes at least. */
  @Override
  public synchronized String header() {
    Instant now = clock.instant();
    boolean ending = !now.isBefore(current.end().minus(RENEW_BEFORE_END));
    boolean clockWentBack = now.plus(LIFETIME).isBefore(current.end());
    if (ending || clockWentBack) {
      current = signed(now);
    }
    return current.text();
  }

  @Override
  public String doubt() {
    return "the key may be another one's, deleted or renewed";
  }

  private Token signed(Instant now) {
    Instant end = now.plus(LIFETIME);
    String resource = urlEncoded(host.name());
    String expiry = Long.toString(end.getEpochSecond());
    String text =
        "SharedAccessSignature sr=%s&sig=%s&se=%s&skn=%s"
            .formatted(
                resource,
                urlEncoded(signature(resource + "\n" + expiry)),
                expiry,
                urlEncoded(key.policy()));
    return new Token(text, end);
  }

  private String signature(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(key.key()), ALGORITHM));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform must have " + ALGORITHM, e);
    }
  }

  private static String urlEncoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private record Token(String text, Instant end) {}
}
