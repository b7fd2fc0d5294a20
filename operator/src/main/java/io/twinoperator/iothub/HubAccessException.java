package io.twinoperator.iothub;

/** What is given for the access to a hub cannot be used. The message never shows a secret. */
public final class HubAccessException extends Exception {

  private static final long serialVersionUID = 1L;

  private final HubLink.Reason reason;

  /**
   * Says what cannot be used.
   *
   * @param message a sentence about the value, without the value
   */
  public HubAccessException(HubLink.Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** What is wrong, as one word. */
  public HubLink.Reason reason() {
    return reason;
  }

  /** The sentence about the value. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
