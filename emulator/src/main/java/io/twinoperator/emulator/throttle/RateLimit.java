package io.twinoperator.emulator.throttle;

import java.time.Duration;

/**
 * So many operations in each window of time.
 *
 * @param operations 1 or more in a window
 * @param window how long the window is; longer than zero
 */
public record RateLimit(long operations, Duration window) {

  /** Refuses a limit that lets nothing through. */
  public RateLimit {
    if (operations < 1 || window.isNegative() || window.isZero()) {
      throw new IllegalArgumentException(
          operations + " operations in " + window + ": use 1 or more in a window above zero");
    }
  }

  /** So many each second. */
  public static RateLimit perSecond(long operations) {
    return new RateLimit(operations, Duration.ofSeconds(1));
  }

  /** So many each minute. */
  public static RateLimit perMinute(long operations) {
    return new RateLimit(operations, Duration.ofMinutes(1));
  }

  /** Nanoseconds from one operation to the next at this pace, rounded up: never too fast. */
  long nanosPerOperation() {
    return -Math.floorDiv(-window.toNanos(), operations);
  }
}
