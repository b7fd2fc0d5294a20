package io.twinoperator.emulator.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Work that is due at an instant, over an injected clock. It owns no thread: a real-time driver, or
 * a test with a virtual clock, calls {@link #runDue()}. Thread-safe.
 */
public final class Agenda {
  private final InstantSource clock;
  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(Comparator.comparing(Entry::due).thenComparingLong(Entry::sequence));
  // Two locks: work may schedule more work while another thread schedules too, but only one thread
  // runs work, or the order of due times would be lost.
  private final ReentrantLock entriesLock = new ReentrantLock();
  private final ReentrantLock running = new ReentrantLock();
  private volatile Runnable scheduled = () -> {};
  private long nextSequence;

  /** An empty agenda that calls an entry due once {@code clock} has reached its instant. */
  public Agenda(InstantSource clock) {
    this.clock = clock;
  }

  /** Keeps {@code work} until {@code due}; an instant in the past is due at the next run. */
  public void schedule(Instant due, Runnable work) {
    entriesLock.lock();
    try {
      entries.add(new Entry(due, nextSequence++, work));
    } finally {
      entriesLock.unlock();
    }
    scheduled.run();
  }

  /** A stage that ends after this time, when the agenda is run; what hangs on it runs there. */
  public CompletionStage<Void> after(Duration delay) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    schedule(clock.instant().plus(delay), () -> over.complete(null));
    return over;
  }

  /**
   * Has {@code wake} called after each new entry, so that a driver can sleep until the next one is
   * due and still notice an earlier one. There is one such call; the last one given counts.
   */
  public void onScheduled(Runnable wake) {
    scheduled = wake;
  }

  /** When the earliest entry is due, or empty when there is none. */
  public Optional<Instant> nextDue() {
    entriesLock.lock();
    try {
      return Optional.ofNullable(entries.peek()).map(Entry::due);
    } finally {
      entriesLock.unlock();
    }
  }

  /**
   * Runs everything due now, in order of due time and then of insertion, including what that work
   * schedules for now; answers how many entries were run. An exception of an entry ends the run and
   * reaches the caller; the entries behind it stay.
   */
  public int runDue() {
    running.lock();
    try {
      int count = 0;
      for (Optional<Entry> next = takeDue(); next.isPresent(); next = takeDue()) {
        next.get().work().run();
        count++;
      }
      return count;
    } finally {
      running.unlock();
    }
  }

  private Optional<Entry> takeDue() {
    entriesLock.lock();
    try {
      Entry head = entries.peek();
      if (head == null || head.due().isAfter(clock.instant())) {
        return Optional.empty();
      }
      entries.remove();
      return Optional.of(head);
    } finally {
      entriesLock.unlock();
    }
  }

  private record Entry(Instant due, long sequence, Runnable work) {}
}
