package io.twinoperator.emulator.hub;

/** Saved state that cannot be taken up; the message says what of it and why. */
public final class InvalidStateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidStateException(String message) {
    super(message);
  }
}
