package io.twinoperator.emulator.auth;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Checks shared access signatures of service clients, and their tokens of Entra ID.
 *
 * <p>A token whose {@code sr} names a path opens that path and what lies below it.
 */
public final class Authorizer {

  private final InstantSource clock;
  private final PolicyKeys keys;
  private final Optional<BearerTokens> bearers;

  /**
   * @param clock tells when a token has expired; the wall clock for clients outside this process,
   *     since they compute {@code se} from theirs
   * @param bearers tokens of Entra ID, if any are taken
   */
  public Authorizer(InstantSource clock, PolicyKeys keys, Optional<BearerTokens> bearers) {
    this.clock = clock;
    this.keys = keys;
    this.bearers = bearers;
  }

  /**
   * Decides about one request.
   *
   * @param header the {@code Authorization} header
   * @param hostNames the names of the hub that is asked, lower case
   * @param path the request's path, URL-encoded as it came
   * @param needed what the operation needs
   */
  public Access check(
      Optional<String> header, Set<String> hostNames, String path, Permission needed) {
    if (header.isEmpty()) {
      return new Access.Denied("the Authorization header is missing");
    }
    if (bearers.isPresent() && BearerTokens.isIn(header.get())) {
      return bearers
          .get()
          .fault(header.get())
          .<Access>map(Access.Denied::new)
          .orElseGet(() -> new Access.Granted(SharedAccessPolicy.IOTHUB_OWNER));
    }
    Optional<SasToken> parsed = SasToken.parse(header.get());
    if (parsed.isEmpty()) {
      return new Access.Denied(
          "the Authorization header is not of the form 'SharedAccessSignature"
              + " sr=..&sig=..&se=..&skn=..'");
    }
    return check(parsed.get(), hostNames, path, needed);
  }

  private Access check(SasToken token, Set<String> hostNames, String path, Permission needed) {
    Instant now = clock.instant();
    if (!hostNames.contains(token.host())) {
      return new Access.Denied(
          "the token is for host '"
              + token.host()
              + "', the request for "
              + String.join(" or ", new TreeSet<>(hostNames)));
    }
    if (!SasToken.covers(token.path(), path)) {
      return new Access.Denied(
          "the token is for '" + token.path() + "', the request for '" + path + "'");
    }
    Optional<SharedAccessPolicy> policy = token.policy().flatMap(SharedAccessPolicy::named);
    if (policy.isEmpty()) {
      return new Access.Denied(
          token
              .policy()
              .map(name -> "no shared access policy is called '" + name + "'")
              .orElse("the token names no shared access policy (skn)"));
    }
    if (!keys.made(token)) {
      return new Access.Denied("the signature was not made with the policy's key");
    }
    if (!now.isBefore(token.expiry())) {
      return new Access.Denied("the token expired at " + token.expiry() + ", it is " + now);
    }
    if (!policy.get().allows(needed)) {
      return new Access.Denied(
          "policy '" + policy.get().policyName() + "' has no permission " + needed);
    }
    return new Access.Granted(policy.get());
  }
}
