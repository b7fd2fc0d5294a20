package io.twinoperator.emulator.twin;

/** A write that expected another version of its section. */
public final class VersionConflictException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  VersionConflictException(String section, long expected, long actual) {
    super(
        "The write expects version "
            + expected
            + " of "
            + section
            + ", which has version "
            + actual
            + "; read the twin again");
  }
}
