package io.twinoperator.hub;

import io.twinoperator.hub.BudgetReading.Slowed;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Tokens of one class of operation on one hub. It fills at the given rate times a factor, which a
 * throttled call halves and which then grows back in a straight line. Not safe for threads.
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

  /** What a hub that answers slowly takes off the rate each time. */
  static final double SLOWING = 0.9;

  /** How often it may. */
  static final Duration SLOWING_EVERY = Duration.ofSeconds(1);

  /** The factor never falls below this for latency alone. */
  static final double LOWEST_FACTOR_BY_LATENCY = 0.5;

  private static final double NANOS_PER_SECOND = 1e9;

  /** What sums of fractions may lack of a whole token. */
  private static final double ROUNDING = 1e-5;

  /** What they may be above a whole millisecond; less than {@link #ROUNDING} at any rate. */
  private static final double ROUNDING_MILLIS = 1e-6;

  private double rate;
  private double factor = 1;
  private double tokens;
  private Instant updatedAt;
  private Instant pausedUntil;
  private Instant slowedAt;
  private Slowed slowed = Slowed.NO;

  /** A bucket with a single token, so that a restart gives nobody a burst. */
  TokenBucket(double ratePerSecond, Instant now) {
    this.rate = ratePerSecond;
    this.tokens = 1;
    this.updatedAt = now;
    this.pausedUntil = now;
    this.slowedAt = now.minus(SLOWING_EVERY);
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

  /** Whether there are that many tokens, and no pause. */
  boolean has(long count, Instant now) {
    advance(now);
    return !now.isBefore(pausedUntil) && tokens >= count - ROUNDING;
  }

  /** Whole tokens that there are; none during a pause. */
  long whole(Instant now) {
    advance(now);
    return now.isBefore(pausedUntil) ? 0 : (long) Math.floor(tokens + ROUNDING);
  }

  /** Whether it is so full that a token that is not taken now is lost. */
  boolean isFull(Instant now) {
    advance(now);
    return tokens >= capacity() - 1;
  }

  /** Most tokens that it holds at this rate. */
  double capacity() {
    return capacity(rate * factor);
  }

  /** Takes a token. */
  void take() {
    tokens--;
  }

  /** Puts a token back that was taken and not used. */
  void putBack() {
    tokens = Math.min(Math.max(tokens, capacity()), tokens + 1);
  }

  /** How long until there are that many tokens, if none is taken meanwhile. */
  Duration until(double count, Instant now) {
    advance(now);
    return pauseLeft(now).plus(untilTokens(count - tokens));
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
    slowed = Slowed.REFUSED;
    tokens = 0;
    pausedUntil = now.plus(PAUSE);
  }

  /**
   * The hub answers slowly: takes a tenth off the rate, once a second at most, and never more than
   * half of the limit. A slow answer is a hint, a 429 is a fact.
   */
  void slow(Instant now) {
    advance(now);
    boolean again = now.isBefore(slowedAt.plus(SLOWING_EVERY)) && !now.isBefore(slowedAt);
    if (again || now.isBefore(pausedUntil) || factor <= LOWEST_FACTOR_BY_LATENCY) {
      return;
    }
    factor = Math.max(LOWEST_FACTOR_BY_LATENCY, factor * SLOWING);
    slowedAt = now;
    slowed = slowed == Slowed.NO ? Slowed.LATENCY : slowed;
  }

  /** Part of the rate that is used at this moment. */
  double factor(Instant now) {
    advance(now);
    return factor;
  }

  /** Why that is not all of it. */
  Slowed slowed(Instant now) {
    advance(now);
    return slowed;
  }

  /** When the pause ends; empty if there is none. */
  Optional<Instant> pausedUntil(Instant now) {
    advance(now);
    return now.isBefore(pausedUntil) ? Optional.of(pausedUntil) : Optional.empty();
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
    slowed = factor >= 1 ? Slowed.NO : slowed;
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
    return Duration.ofMillis((long) Math.ceil(seconds * 1000 - ROUNDING_MILLIS));
  }
}
