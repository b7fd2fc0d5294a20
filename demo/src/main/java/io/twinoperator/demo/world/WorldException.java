package io.twinoperator.demo.world;

/** The demo cannot start; the message says why and what to do. */
public final class WorldException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says why, in a sentence for people. */
  public WorldException(String message) {
    super(message);
  }
}
