package io.twinoperator.emulator.twin;

/** A write that breaks a rule of the twin document; the message is the hub's. */
public final class InvalidTwinException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidTwinException(String message) {
    super(message);
  }
}
