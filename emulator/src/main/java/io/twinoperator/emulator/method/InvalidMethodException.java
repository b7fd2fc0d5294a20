package io.twinoperator.emulator.method;

/** A method request or answer that breaks a limit; the message says which. */
public final class InvalidMethodException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidMethodException(String message) {
    super(message);
  }
}
