package io.twinoperator.emulator.auth;

import java.time.Instant;

/** The answer to "is this the device it says it is?". */
public sealed interface DeviceAccess {

  /**
   * Yes.
   *
   * @param until when the token expires
   */
  record Granted(Instant until) implements DeviceAccess {}

  /**
   * The text is no shared access signature.
   *
   * @param reason for a log; holds no key and no signature
   */
  record Malformed(String reason) implements DeviceAccess {}

  /**
   * No.
   *
   * @param reason for a log; holds no key and no signature
   */
  record Denied(String reason) implements DeviceAccess {}
}
