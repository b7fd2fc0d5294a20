package io.twinoperator.emulator.tls;

/**
 * A certificate or key that cannot be made, read or written; the message says which and what to do.
 */
public final class TlsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With the reason alone. */
  public TlsException(String message) {
    super(message);
  }

  /** With the fault below it. */
  public TlsException(String message, Throwable cause) {
    super(message, cause);
  }
}
