package io.twinoperator.emulator.auth;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Checks the tokens that devices and modules connect with: those they sign with a key of their own,
 * and those of a policy that may act as a device.
 */
public final class DeviceAuthorizer {

  private final InstantSource clock;

  /**
   * @param clock tells when a token has expired: the wall clock, since clients compute {@code se}
   *     from theirs
   */
  public DeviceAuthorizer(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Decides about one token.
   *
   * @param text the password of a CONNECT, or an {@code Authorization} header
   * @param hostNames the names of the hub that is asked, lower case
   * @param path {@code /devices/{id}}, for a module {@code /devices/{id}/modules/{mid}}, not
   *     URL-encoded
   * @param keys the base64 keys of the device or module; none when it is unknown or has none
   */
  public DeviceAccess check(String text, Set<String> hostNames, String path, List<String> keys) {
    Optional<SasToken> parsed = SasToken.parse(text);
    if (parsed.isEmpty()) {
      return new DeviceAccess.Malformed(
          "the password or Authorization header is not of the form 'SharedAccessSignature sr=..&sig=..&se=..'");
    }
    SasToken token = parsed.get();
    Instant now = clock.instant();
    if (!hostNames.contains(token.host())) {
      return new DeviceAccess.Denied(
          "the token is for host '"
              + token.host()
              + "', not "
              + String.join(" or ", new TreeSet<>(hostNames)));
    }
    if (!opens(token, path)) {
      return new DeviceAccess.Denied(
          "the token is for '" + token.path() + "', not for '" + path + "'");
    }
    Optional<String> fault = signatureFault(token, keys);
    if (fault.isPresent()) {
      return new DeviceAccess.Denied(fault.get());
    }
    return now.isBefore(token.expiry())
        ? new DeviceAccess.Granted(token.expiry())
        : new DeviceAccess.Denied("the token expired at " + token.expiry() + ", it is " + now);
  }

  private static Optional<String> signatureFault(SasToken token, List<String> keys) {
    if (token.policy().isEmpty()) {
      return keys.stream().anyMatch(key -> token.signedBy(Base64.getDecoder().decode(key)))
          ? Optional.empty()
          : Optional.of("no key of that identity made the signature");
    }
    String name = token.policy().get();
    Optional<SharedAccessPolicy> policy = SharedAccessPolicy.named(name);
    if (policy.isEmpty()) {
      return Optional.of("no shared access policy is called '" + name + "'");
    }
    if (!policy.get().allows(Permission.DEVICE_CONNECT)) {
      return Optional.of("policy '" + name + "' has no permission " + Permission.DEVICE_CONNECT);
    }
    return token.signedBy(DevelopmentKey.bytes())
        ? Optional.empty()
        : Optional.of("the signature was not made with the policy's key");
  }

  // Clients differ in how often they encode an id in sr: not at all (Java), once or twice.
  private static boolean opens(SasToken token, String path) {
    Set<String> spellings = new LinkedHashSet<>();
    spellings.add(token.path());
    if (token.rawResource().contains("/")) {
      spellings.add(SasToken.pathOf(token.rawResource()));
    }
    try {
      spellings.add(URLDecoder.decode(token.path(), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException notEncodedTwice) {
      // An id may hold a percent sign of its own.
    }
    return spellings.stream().anyMatch(spelling -> SasToken.covers(spelling, path));
  }
}
