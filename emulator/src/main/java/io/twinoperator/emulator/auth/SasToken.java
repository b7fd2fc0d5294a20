package io.twinoperator.emulator.auth;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A shared access signature, {@code SharedAccessSignature sr=..&sig=..&se=..[&skn=..]}.
 *
 * <p>The signature covers {@code sr} exactly as it was sent and {@code se}, so the raw text of both
 * is kept: the vendor's Java device client does not URL-encode {@code sr}, all others do.
 *
 * @param rawResource {@code sr} as sent
 * @param rawExpiry {@code se} as sent, seconds since 1970
 * @param expiry {@code se} as a time
 * @param signature {@code sig}, URL-decoded, base64
 * @param policy {@code skn}, URL-decoded; absent in a device's own token
 */
public record SasToken(
    String rawResource,
    String rawExpiry,
    Instant expiry,
    String signature,
    Optional<String> policy) {

  private static final String SCHEME = "SharedAccessSignature";

  /**
   * Reads the value of an {@code Authorization} header. The parameters are found by name, in any
   * order; unknown ones are ignored.
   *
   * @return empty when the text is no shared access signature
   */
  public static Optional<SasToken> parse(String header) {
    String text = header.strip();
    if (!text.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    String rest = text.substring(SCHEME.length());
    if (rest.isEmpty() || !Character.isWhitespace(rest.charAt(0))) {
      return Optional.empty();
    }
    return parameters(rest.strip()).flatMap(SasToken::fromParameters);
  }

  /**
   * Signs a token for a resource.
   *
   * @param resource the host name, or host name and path, not URL-encoded
   */
  public static SasToken sign(
      String resource, Optional<String> policy, Instant expiry, byte[] key) {
    String sr = URLEncoder.encode(resource, StandardCharsets.UTF_8);
    String se = Long.toString(expiry.getEpochSecond());
    String signature = Base64.getEncoder().encodeToString(hmac(key, sr + "\n" + se));
    return new SasToken(sr, se, Instant.ofEpochSecond(expiry.getEpochSecond()), signature, policy);
  }

  /** The token as the value of an {@code Authorization} header. */
  public String header() {
    return SCHEME
        + " sr="
        + rawResource
        + "&sig="
        + URLEncoder.encode(signature, StandardCharsets.UTF_8)
        + "&se="
        + rawExpiry
        + policy.map(p -> "&skn=" + URLEncoder.encode(p, StandardCharsets.UTF_8)).orElse("");
  }

  /** The resource without URL encoding; the raw text when its encoding is broken. */
  public String resource() {
    return decode(rawResource).orElse(rawResource);
  }

  /** The host name in the resource, lower case and without a port. */
  public String host() {
    String resource = resource();
    int slash = resource.indexOf('/');
    String authority = slash < 0 ? resource : resource.substring(0, slash);
    return hostOf(authority);
  }

  /** The path in the resource, with its leading slash; empty when the token is for a whole hub. */
  public String path() {
    return pathOf(resource());
  }

  /** What stands behind the host name of a resource, from the first slash on. */
  static String pathOf(String resource) {
    int slash = resource.indexOf('/');
    return slash < 0 ? "" : resource.substring(slash);
  }

  /** Whether a token for one path opens another: itself and what lies below it. */
  static boolean covers(String tokenPath, String path) {
    String scope =
        tokenPath.endsWith("/") ? tokenPath.substring(0, tokenPath.length() - 1) : tokenPath;
    return scope.isEmpty() || path.equals(scope) || path.startsWith(scope + "/");
  }

  /** Whether this key made the signature. Takes the same time for a right and a wrong one. */
  public boolean signedBy(byte[] key) {
    byte[] expected = hmac(key, rawResource + "\n" + rawExpiry);
    try {
      return MessageDigest.isEqual(expected, Base64.getDecoder().decode(signature));
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  /** Never the signature: who sees this text must not be able to use it. */
  @Override
  public String toString() {
    return "SasToken[sr=" + rawResource + ", se=" + rawExpiry + ", skn=" + policy.orElse("") + "]";
  }

  /** A host name in lower case, without port and without the brackets of an IPv6 address. */
  public static String hostOf(String authority) {
    String host = authority.strip().toLowerCase(Locale.ROOT);
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      return end < 0 ? host : host.substring(1, end);
    }
    int colon = host.indexOf(':');
    boolean hasPort = colon >= 0 && colon == host.lastIndexOf(':');
    return hasPort ? host.substring(0, colon) : host;
  }

  private static Optional<Map<String, String>> parameters(String text) {
    Map<String, String> found = new HashMap<>();
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals <= 0) {
        return Optional.empty();
      }
      String name = pair.substring(0, equals).strip().toLowerCase(Locale.ROOT);
      if (found.put(name, pair.substring(equals + 1)) != null) {
        return Optional.empty(); // a parameter given twice could be read in two ways
      }
    }
    return Optional.of(found);
  }

  private static Optional<SasToken> fromParameters(Map<String, String> parameters) {
    String sr = parameters.getOrDefault("sr", "");
    String se = parameters.getOrDefault("se", "");
    Optional<String> sig = decode(parameters.getOrDefault("sig", ""));
    Optional<String> skn =
        Optional.ofNullable(parameters.get("skn"))
            .flatMap(SasToken::decode)
            .filter(s -> !s.isEmpty());
    if (sr.isEmpty() || sig.isEmpty() || sig.get().isEmpty()) {
      return Optional.empty();
    }
    try {
      Instant expiry = Instant.ofEpochSecond(Long.parseLong(se));
      return Optional.of(new SasToken(sr, se, expiry, sig.get(), skn));
    } catch (NumberFormatException | DateTimeException notSeconds) {
      return Optional.empty();
    }
  }

  private static Optional<String> decode(String text) {
    try {
      return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException brokenEncoding) {
      return Optional.empty();
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("HmacSHA256 is part of every Java runtime", e);
    }
  }
}
