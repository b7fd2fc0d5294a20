package io.twinoperator.emulator.throttle;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * The throttles of one hub. It only says when a request's turn comes; who asks waits. The same
 * requests at the same instants get the same turns. Thread-safe.
 */
public final class Throttle {
  private final ThrottleTable table;
  private final Map<ThrottledOperation, ShapedRate> rates = new EnumMap<>(ThrottledOperation.class);

  /** Throttles nobody has used yet. */
  public Throttle(ThrottleTable table, Shaping shaping) {
    this.table = table;
    for (ThrottledOperation operation : ThrottledOperation.values()) {
      rates.put(operation, new ShapedRate(table.of(operation), shaping));
    }
  }

  /**
   * Gives one request its turn.
   *
   * @param cost operations it counts as, 1 or more; above 1 only for direct methods
   */
  public synchronized Admission admit(ThrottledOperation operation, long cost, Instant now) {
    if (cost < 1) {
      throw new IllegalArgumentException("The cost is " + cost + ": a request counts as 1 or more");
    }
    return rate(operation).admit(now, cost);
  }

  /** How many requests of a class wait for their turn. */
  public synchronized int waiting(ThrottledOperation operation, Instant now) {
    return rate(operation).waitingAt(now);
  }

  /** The limits. */
  public ThrottleTable table() {
    return table;
  }

  private ShapedRate rate(ThrottledOperation operation) {
    ShapedRate rate = rates.get(operation);
    if (rate == null) {
      throw new IllegalStateException("No rate for " + operation);
    }
    return rate;
  }
}
