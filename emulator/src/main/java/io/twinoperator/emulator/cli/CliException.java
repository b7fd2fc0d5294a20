package io.twinoperator.emulator.cli;

/** Something the person at the command line has to change; the message says what. */
final class CliException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CliException(String message) {
    super(message);
  }
}
