package io.twinoperator.emulator.query;

/** A text that is no query; the message names line and column as the hub does. */
public final class QuerySyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Line and column count from 1. */
  QuerySyntaxException(int line, int column, String problem) {
    super(
        "SQL query parse failed due to following errors: \n\tLine "
            + line
            + ":"
            + column
            + " "
            + problem);
  }
}
