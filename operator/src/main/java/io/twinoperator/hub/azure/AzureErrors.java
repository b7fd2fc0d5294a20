package io.twinoperator.hub.azure;

import com.microsoft.azure.sdk.iot.service.exceptions.IotHubBadFormatException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubException;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubException.Throttled;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What the vendor's SDK throws, as a {@link HubException}. The SDK hides the hub's error headers
 * and loses its six-digit code in most answers, so the code is also sought in the message.
 */
final class AzureErrors {

  /** How long to stay away after a 429: the hub sends no Retry-After. */
  private static final Duration STAY_AWAY = Duration.ofSeconds(10);

  /** Longest piece of the hub's own words in a message. */
  private static final int MOST_WORDS = 600;

  private static final Pattern CODE_NAME = Pattern.compile("ErrorCode:\\s*([A-Za-z]+)");
  private static final Pattern CODE_NUMBER = Pattern.compile("\"errorCode\"\\s*:\\s*(\\d{6})");
  private static final Pattern SECRET =
      Pattern.compile("(?i)(sig|SharedAccessKey|SharedAccessSignature)=[^&;\\s]+");

  private AzureErrors() {}

  /** The failure of a call, in our words and the hub's. */
  static HubException translate(HubCall call, Throwable failure) {
    if (failure instanceof IotHubException refused) {
      return refused(call, refused);
    }
    if (failure instanceof IOException broken) {
      return new HubException.Unavailable(call + ": " + network(call.endpoint(), broken));
    }
    return new HubException.Unknown(
        "%s: %s %s"
            .formatted(call, failure.getClass().getSimpleName(), words(failure.getMessage())));
  }

  /**
   * A call whose credentials the hub did not take.
   *
   * @param doubt what may be wrong with them
   * @param clock how this machine's clock compares with the hub's
   */
  static HubException unauthorized(
      HubCall call, IotHubException refused, String doubt, ClockDifference clock) {
    HubException failure = refused(call, refused);
    return failure instanceof HubException.Unauthorized
        ? new HubException.Unauthorized(
            "%s; %s".formatted(failure.getMessage(), clock.explain(doubt)))
        : failure;
  }

  private static HubException refused(HubCall call, IotHubException refused) {
    String hubSaid = words(refused.getMessage());
    int status = status(refused);
    String code = code(refused, hubSaid);
    String message =
        "%s: the hub answered %s%s"
            .formatted(call, status == 0 ? "with an error" : status, said(hubSaid));
    return switch (status) {
      case 400 -> badRequest(message, code);
      case 401 -> new HubException.Unauthorized(message);
      case 403 -> forbidden(message, code);
      case 404 -> new HubException.NotFound(message);
      case 409 -> new HubException.AlreadyExists(message);
      case 412 -> precondition(call, message);
      case 413 -> new HubException.TooLarge(message);
      case 429 -> tooMany(message, code);
      case 500, 502, 503, 504 -> new HubException.Unavailable(message);
      default ->
          status > 400 && status < 500
              ? new HubException.Invalid(message)
              : new HubException.Unknown(message);
    };
  }

  /**
   * ArgumentNull means that no body came along, and none of our requests goes without one: it was
   * lost on the way.
   */
  private static HubException badRequest(String message, String code) {
    return switch (code) {
      case "EtagDoesNotMatch", "400023" -> new HubException.Conflict(message);
      case "ArgumentNull", "400005" -> new HubException.Unavailable(message);
      default -> new HubException.Invalid(message);
    };
  }

  private static HubException forbidden(String message, String code) {
    return switch (code) {
      case "IotHubQuotaExceeded", "403002" ->
          new HubException.QuotaExceeded(message + "; the quota is new at 00:00 UTC");
      case "JobQuotaExceeded", "403003" -> new HubException.JobSlotsTaken(message);
      default -> new HubException.Forbidden(message);
    };
  }

  /**
   * Only a patch carries an etag; to queries and jobs the hub answers 412 when their text is too
   * long.
   */
  private static HubException precondition(HubCall call, String message) {
    return call.operation() == HubCall.Operation.PATCH_TWIN
        ? new HubException.Conflict(message)
        : new HubException.Invalid(message);
  }

  private static HubException tooMany(String message, String code) {
    return switch (code) {
      case "ThrottlingMaxActiveJobCountExceeded", "429004" ->
          new HubException.JobSlotsTaken(message);
      default -> new HubException.Throttled(message, STAY_AWAY, Throttled.By.HUB);
    };
  }

  /**
   * The HTTP status: the SDK gives it itself, or a six-digit code that begins with it, or nothing
   * but the type.
   */
  private static int status(IotHubException refused) {
    int code = refused.getErrorCode();
    int status = code >= 100_000 && code <= 999_999 ? code / 1000 : code;
    return status == 0 && refused instanceof IotHubBadFormatException ? 400 : status;
  }

  private static String code(IotHubException refused, String hubSaid) {
    Matcher name = CODE_NAME.matcher(hubSaid);
    if (name.find()) {
      return name.group(1);
    }
    Matcher number = CODE_NUMBER.matcher(hubSaid);
    return number.find() ? number.group(1) : Integer.toString(refused.getErrorCode());
  }

  private static String network(Endpoint endpoint, IOException broken) {
    if (caused(broken, UnknownHostException.class).isPresent()) {
      return "host " + endpoint.host() + " is not known to DNS";
    }
    if (caused(broken, CertPathValidatorException.class).isPresent()
        || caused(broken, CertPathBuilderException.class).isPresent()) {
      return "the certificate of %s is not signed by a certificate authority that is trusted for it; spec.caSecretRef of the IoTHub names the one to trust there%s"
          .formatted(endpoint, said(words(broken.getMessage())));
    }
    if (caused(broken, CertificateException.class).isPresent()) {
      return "the certificate of %s does not fit%s"
          .formatted(endpoint, said(words(broken.getMessage())));
    }
    if (caused(broken, SSLException.class).isPresent()) {
      return "no TLS connection to %s%s".formatted(endpoint, said(words(broken.getMessage())));
    }
    if (caused(broken, SocketTimeoutException.class).isPresent()) {
      return endpoint + " did not answer in time";
    }
    if (caused(broken, ConnectException.class).isPresent()
        || caused(broken, NoRouteToHostException.class).isPresent()) {
      return "no connection to %s%s".formatted(endpoint, said(words(broken.getMessage())));
    }
    return "the connection to %s broke%s".formatted(endpoint, said(words(broken.getMessage())));
  }

  /** What lies in the chain of causes. */
  static <T extends Throwable> Optional<T> caused(Throwable failure, Class<T> type) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < 20; depth++) {
      if (type.isInstance(cause)) {
        return Optional.of(type.cast(cause));
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  private static String said(String words) {
    return words.isEmpty() ? "" : ": " + words;
  }

  /** One line without what looks like a secret, and not without end. */
  static String words(@Nullable String text) {
    String line = text == null ? "" : text.strip().replaceAll("\\s+", " ");
    String safe = SECRET.matcher(line).replaceAll("$1=hidden");
    return safe.length() <= MOST_WORDS ? safe : safe.substring(0, MOST_WORDS) + "...";
  }
}
