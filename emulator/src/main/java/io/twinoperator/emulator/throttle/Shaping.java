package io.twinoperator.emulator.throttle;

import java.time.Duration;

/**
 * How a hub deals with more than its limits let through. That a burst passes, that requests then
 * wait, and that in the end they are refused is documented (traffic shaping); the sizes are not.
 *
 * @param burstWindows what a limit lets through in so many of its windows (a second or a minute)
 *     passes without waiting after a rest; 1 or more. Default 1, the least that keeps the limit's
 *     own words and so the strictest for a client; the documents' example (200 a second against a
 *     limit of 100 pass "for the first minute or two") means 60 to 120 for a limit per second
 * @param backlog how many requests of a class may wait at once; 0 or more. Default 100: no evidence
 * @param longestWait how long a request waits at most before it is refused with 429003. Default 20
 *     s, below the 24 s after which the vendor's Java client gives up by itself: no evidence
 * @param fullBacklog what is answered when the backlog is full
 */
public record Shaping(
    int burstWindows, int backlog, Duration longestWait, FullBacklog fullBacklog) {

  /** Refuses sizes below those named above. */
  public Shaping {
    if (burstWindows < 1) {
      throw new IllegalArgumentException("burstWindows is " + burstWindows + ": use 1 or more");
    }
    if (backlog < 0) {
      throw new IllegalArgumentException("backlog is " + backlog + ": use 0 or more");
    }
    if (longestWait.isNegative()) {
      throw new IllegalArgumentException("longestWait is " + longestWait + ": use 0 or more");
    }
  }

  /** One window of burst, 100 waiting requests, 20 seconds. */
  public static Shaping defaults() {
    return new Shaping(1, 100, Duration.ofSeconds(20), FullBacklog.THROTTLING_EXCEPTION);
  }
}
