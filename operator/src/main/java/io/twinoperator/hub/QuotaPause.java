package io.twinoperator.hub;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * The time in which a hub's daily message quota is used up: until 00:00 UTC (IoT Hub quotas and
 * throttling). Not safe for threads.
 */
final class QuotaPause {

  /**
   * A quota that is used up this soon after midnight is yesterday's, by a hub whose clock is behind
   * ours.
   */
  static final Duration CLOCKS_MAY_DIFFER_BY = Duration.ofMinutes(10);

  private Instant until = Instant.MIN;

  /** The hub said that its quota is used up. */
  void exceeded(Instant now) {
    Instant today =
        now.atZone(ZoneOffset.UTC).toLocalDate().atStartOfDay().toInstant(ZoneOffset.UTC);
    Instant settled = today.plus(CLOCKS_MAY_DIFFER_BY);
    until = now.isBefore(settled) ? settled : today.plus(Duration.ofDays(1));
  }

  /** The quota may be another one. */
  void lift() {
    until = Instant.MIN;
  }

  /**
   * When the quota is new; empty if it is not known to be used up, or if that was learnt by a clock
   * that has been put back by a day or more since.
   */
  Optional<Instant> until(Instant now) {
    boolean isToday = !until.isAfter(now.plus(Duration.ofDays(1)));
    return now.isBefore(until) && isToday ? Optional.of(until) : Optional.empty();
  }
}
