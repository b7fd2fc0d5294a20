package io.twinoperator.hub.azure;

/**
 * A connection string that cannot be one of an IoT Hub. The message names the key that is wrong,
 * never a value that is secret.
 */
public final class InvalidConnectionStringException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Says what is wrong. */
  public InvalidConnectionStringException(String message) {
    super(message);
  }
}
