package io.twinoperator.fleetrollout;

import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how often status is written: a turn at once, progress every {@link #BETWEEN} at most, and
 * what is no news not at all. Every write goes to the API server and to all who watch, and a large
 * rollout moves with every pass.
 */
final class StatusPace {
  /** Time between two writes that tell of progress alone. */
  static final Duration BETWEEN = Duration.ofSeconds(2);

  private final Map<RolloutKey, Instant> written = new ConcurrentHashMap<>();

  /**
   * How long the status of a rollout is to wait until it is written: zero if it is to be written
   * now, which is then counted; empty if it is no news.
   */
  Optional<Duration> untilWrite(
      RolloutKey key, @Nullable FleetRolloutStatus before, FleetRolloutStatus after, Instant now) {
    return switch (StatusNews.between(before, after)) {
      case NONE -> Optional.empty();
      case TURN -> Optional.of(write(key, now));
      case PROGRESS -> {
        Duration left = left(key, now);
        yield Optional.of(left.isZero() ? write(key, now) : left);
      }
    };
  }

  private Duration write(RolloutKey key, Instant now) {
    written.put(key, now);
    return Duration.ZERO;
  }

  private Duration left(RolloutKey key, Instant now) {
    Instant last = written.getOrDefault(key, Instant.MIN);
    Instant next = last.equals(Instant.MIN) ? now : last.plus(BETWEEN);
    return next.isAfter(now) ? Duration.between(now, next) : Duration.ZERO;
  }

  /** Forgets a rollout that is no more. */
  void forget(RolloutKey key) {
    written.remove(key);
  }
}
