package io.twinoperator.hub;

import java.time.Instant;
import java.util.Optional;

/**
 * How the budget of one class of operation stands at a moment. The totals count from the start of
 * the process and never fall.
 *
 * @param granted calls that were let through
 * @param throttled calls that the hub refused with 429
 * @param waitSeconds time that callers waited for calls that were then let through
 * @param lastMinute calls that were let through in the last 60 seconds
 * @param perSecond calls that may be made per second at this moment; zero during a pause
 * @param factor part of the limit that is used, 1 unless the hub has shown that it is too much
 * @param slowed why the factor is below 1
 * @param pausedUntil until when no call is made at all, if so
 * @param waiting calls that callers wait for
 */
public record BudgetReading(
    long granted,
    long throttled,
    double waitSeconds,
    long lastMinute,
    double perSecond,
    double factor,
    Slowed slowed,
    Optional<Instant> pausedUntil,
    long waiting) {

  /** Why a class of operation goes slower than its limit. */
  public enum Slowed {
    /** It does not. */
    NO,
    /** The hub refused a call with 429. */
    REFUSED,
    /** The hub took much longer to answer than it had. */
    LATENCY
  }
}
