package io.twinoperator.emulator.throttle;

/** A request that is refused because of its number, not of its content. */
public final class ThrottleRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ThrottleRefusal refusal;

  /** The message names the limit. */
  public ThrottleRefusedException(ThrottleRefusal refusal, String message) {
    super(message);
    this.refusal = refusal;
  }

  /** Which refusal. */
  public ThrottleRefusal refusal() {
    return refusal;
  }
}
