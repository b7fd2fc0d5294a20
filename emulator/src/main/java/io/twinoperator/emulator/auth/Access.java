package io.twinoperator.emulator.auth;

/** The answer to "may this request be served?". */
public sealed interface Access {

  /**
   * Yes.
   *
   * @param policy the policy whose key signed the request; for a token of Entra ID the one that may
   *     do as much
   */
  record Granted(SharedAccessPolicy policy) implements Access {}

  /**
   * No.
   *
   * @param reason for the person in front of the client; holds no key and no signature
   */
  record Denied(String reason) implements Access {}
}
