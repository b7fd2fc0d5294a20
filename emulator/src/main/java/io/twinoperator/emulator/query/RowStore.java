package io.twinoperator.emulator.query;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One collection as queries see it, which may be behind what it is: a change becomes visible when
 * it is as old as the lag. Nothing runs in between: who reads or writes first lets in what is due.
 * Thread-safe.
 */
public final class RowStore<R extends Row> {
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Change<R>> pending = new ArrayDeque<>();
  private Duration lag;
  private RowSet<R> rows = RowSet.empty();

  /** An empty collection; throws where {@code lag} is negative. */
  public RowStore(InstantSource clock, Duration lag) {
    this.clock = clock;
    this.lag = checked(lag);
  }

  /** Adds a row, or replaces the one with that key. */
  public void put(String key, R row) {
    change(key, Optional.of(row));
  }

  /** Removes a row, if it is there. */
  public void remove(String key) {
    change(key, Optional.empty());
  }

  /** From now on a change is visible when it is this old; also a change that is not visible yet. */
  public void lag(Duration newLag) {
    checked(newLag);
    locked(
        () -> {
          letIn();
          lag = newLag;
          return letIn();
        });
  }

  /** Every row that is visible now, indexed for what is asked of them. */
  public RowSet<R> visibleFor(Optional<Expression> where, Optional<Path> groupBy) {
    return locked(
        () -> {
          rows = letIn().indexedFor(where, groupBy);
          return rows;
        });
  }

  private void change(String key, Optional<R> row) {
    locked(
        () -> {
          pending.add(new Change<>(clock.instant(), key, row));
          return letIn();
        });
  }

  private RowSet<R> letIn() {
    Instant now = clock.instant();
    while (!pending.isEmpty() && !pending.getFirst().at().plus(lag).isAfter(now)) {
      Change<R> due = pending.removeFirst();
      rows = rows.with(due.key(), due.row());
    }
    return rows;
  }

  private static Duration checked(Duration lag) {
    if (lag.isNegative()) {
      throw new IllegalArgumentException("queryLag is " + lag + ": it cannot be negative");
    }
    return lag;
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  private record Change<R>(Instant at, String key, Optional<R> row) {}
}
