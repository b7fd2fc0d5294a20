package io.twinoperator.hub;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;

/**
 * The token buckets of one hub host, one per class of operation, shared by everything that talks to
 * that host. Taking a token never blocks. A hub's 429 halves the rate of its class and pauses it
 * for ten seconds; the rate then comes back gradually.
 */
public final class Budget {

  private final InstantSource clock;
  private final Map<OperationClass, TokenBucket> buckets = new EnumMap<>(OperationClass.class);
  private final Map<OperationClass, Long> granted = new EnumMap<>(OperationClass.class);
  private final Map<OperationClass, Long> throttled = new EnumMap<>(OperationClass.class);
  private HubLimits limits;

  /** A budget that has just begun: each bucket holds a single token. */
  public Budget(HubLimits limits, InstantSource clock) {
    this.clock = clock;
    this.limits = limits;
    Instant now = clock.instant();
    for (OperationClass operation : OperationClass.values()) {
      buckets.put(operation, new TokenBucket(limits.perSecond(operation), now));
    }
  }

  /**
   * Takes a token if there is one.
   *
   * @return zero if it was taken, otherwise how long to stay away before asking again
   */
  public synchronized Duration tryTake(OperationClass operation) {
    Duration wait = bucket(operation).tryTake(clock.instant());
    if (wait.isZero()) {
      granted.merge(operation, 1L, Long::sum);
    }
    return wait;
  }

  /**
   * Takes note that the hub refused a call with 429.
   *
   * @return how long to stay away
   */
  public synchronized Duration throttled(OperationClass operation) {
    bucket(operation).throttled(clock.instant());
    throttled.merge(operation, 1L, Long::sum);
    return TokenBucket.PAUSE;
  }

  /** Changes the limits from now on; what was taken or paused stays so. */
  public synchronized void changeLimits(HubLimits newLimits) {
    if (newLimits.equals(limits)) {
      return;
    }
    limits = newLimits;
    Instant now = clock.instant();
    buckets.forEach((operation, bucket) -> bucket.rate(newLimits.perSecond(operation), now));
  }

  /** The limits in force. */
  public synchronized HubLimits limits() {
    return limits;
  }

  /**
   * Calls per second that the class may make at this moment; zero while it is paused after a 429.
   */
  public synchronized double effectiveRate(OperationClass operation) {
    return bucket(operation).effectiveRate(clock.instant());
  }

  /** Tokens taken since the start. */
  public synchronized long granted(OperationClass operation) {
    return granted.getOrDefault(operation, 0L);
  }

  /** Calls that the hub refused with 429 since the start. */
  public synchronized long throttledCount(OperationClass operation) {
    return throttled.getOrDefault(operation, 0L);
  }

  private TokenBucket bucket(OperationClass operation) {
    TokenBucket bucket = buckets.get(operation);
    if (bucket == null) {
      throw new IllegalStateException("no bucket for " + operation);
    }
    return bucket;
  }
}
