package io.twinoperator.emulator.http;

/** A fault on demand: the connection is to be reset instead of answered. */
final class ConnectionResetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConnectionResetException() {
    super("the connection is reset on demand");
  }
}
