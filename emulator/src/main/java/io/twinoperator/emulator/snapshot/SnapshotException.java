package io.twinoperator.emulator.snapshot;

/** A snapshot that cannot be read or written; the message names the file and says what to do. */
public final class SnapshotException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SnapshotException(String message, Throwable cause) {
    super(message, cause);
  }

  SnapshotException(String message) {
    super(message);
  }
}
