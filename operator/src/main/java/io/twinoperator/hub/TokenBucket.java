package io.twinoperator.hub;

import java.time.Duration;
import java.time.Instant;

/**
 * Tokens of one class of operation on one hub. It fills at the given rate times a factor, which a
 * throttled call halves and which then grows back in a straight line. Not safe for threads: {@link
 * Budget} guards it.
 */
final class TokenBucket {

  /**
   * How long a class of operation stays away after the hub answered 429; a hub sends no
   * Retry-After.
   */
  static final Duration PAUSE = Duration.ofSeconds(10);

  /** The factor never falls below this, or a long spell of 429s would take as long to forget. */
  static final double LOWEST_FACTOR = 1.0 / 16;

  /** Share of the full rate that comes back per second: from half to full in 100 seconds. */
  static final double RECOVERY_PER_SECOND = 0.005;

  private static final double NANOS_PER_SECOND = 1e9;

  /** What sums of fractions may lack of a whole token. */
  private static final double ROUNDING = 1e-9;

  private double rate;
  private double factor = 1;
  private double tokens;
  private Instant updatedAt;
  private Instant pausedUntil;

  /** A bucket with a single token, so that a restart gives nobody a burst. */
  TokenBucket(double ratePerSecond, Instant now) {
    this.rate = ratePerSecond;
    this.tokens = 1;
    this.updatedAt = now;
    this.pausedUntil = now;
  }

  /** Calls that belong together, such as reading a job and creating the next, fit into this. */
  static final double LEAST_CAPACITY = 5;

  /**
   * Most tokens that a rate collects: one second's worth, and at least a handful. With a single one
   * a caller that needs two calls to get on would take the first for ever and never the second.
   */
  static double capacity(double ratePerSecond) {
    return Math.max(LEAST_CAPACITY, ratePerSecond);
  }

  /** Takes a token if there is one: zero, or how long to wait for the next. */
  Duration tryTake(Instant now) {
    advance(now);
    Duration pause = pauseLeft(now);
    if (pause.isZero() && tokens >= 1 - ROUNDING) {
      tokens = Math.max(0, tokens - 1);
      return Duration.ZERO;
    }
    return pause.plus(untilTokens(1 - tokens));
  }

  /**
   * The hub refused a call: halves the rate and pauses; refusals during the pause belong to the
   * same event.
   */
  void throttled(Instant now) {
    advance(now);
    if (now.isBefore(pausedUntil)) {
      return;
    }
    factor = Math.max(LOWEST_FACTOR, factor / 2);
    tokens = 0;
    pausedUntil = now.plus(PAUSE);
  }

  /** From now on fills at another rate. */
  void rate(double ratePerSecond, Instant now) {
    advance(now);
    rate = ratePerSecond;
    tokens = Math.min(tokens, capacity(rate));
  }

  /** Tokens per second at this moment; zero during a pause. */
  double effectiveRate(Instant now) {
    advance(now);
    return now.isBefore(pausedUntil) ? 0 : rate * factor;
  }

  /** Brings tokens and factor to now; nothing fills and nothing recovers during a pause. */
  private void advance(Instant now) {
    if (now.isBefore(updatedAt)) {
      clockWentBack(now);
      return;
    }
    Instant from = updatedAt.isBefore(pausedUntil) ? pausedUntil : updatedAt;
    updatedAt = now;
    if (!from.isBefore(now)) {
      return;
    }
    double elapsed = Duration.between(from, now).toNanos() / NANOS_PER_SECOND;
    double growing = Math.min(elapsed, (1 - factor) / RECOVERY_PER_SECOND);
    double average = factor + RECOVERY_PER_SECOND * growing / 2;
    double filled = rate * (average * growing + (elapsed - growing));
    factor = Math.min(1, factor + RECOVERY_PER_SECOND * growing);
    tokens = Math.min(Math.max(tokens, capacity(rate * factor)), tokens + filled);
  }

  /** Nothing is given for the time that is lived twice, and no pause grows longer by it. */
  private void clockWentBack(Instant now) {
    pausedUntil = now.plus(pauseLeft(updatedAt));
    updatedAt = now;
  }

  private Duration pauseLeft(Instant now) {
    Duration left = Duration.between(now, pausedUntil);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Time in which that many tokens come in once no pause is left, rounded up to a millisecond. */
  private Duration untilTokens(double missing) {
    if (missing <= 0) {
      return Duration.ZERO;
    }
    double need = missing / rate;
    double growing = (1 - factor) / RECOVERY_PER_SECOND;
    double whileGrowing = growing * (1 + factor) / 2;
    double seconds =
        need > whileGrowing
            ? growing + need - whileGrowing
            : (Math.sqrt(factor * factor + 2 * RECOVERY_PER_SECOND * need) - factor)
                / RECOVERY_PER_SECOND;
    return Duration.ofMillis((long) Math.ceil(seconds * 1000));
  }
}
