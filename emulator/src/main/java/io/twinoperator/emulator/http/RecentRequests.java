package io.twinoperator.emulator.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** The last requests of the service API, for people to look at. Thread-safe. */
public final class RecentRequests {
  /** How many are kept; an older one goes for each that comes. */
  public static final int CAPACITY = 200;

  private final Consumer<RecentRequest> listener;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<RecentRequest> ring = new ArrayDeque<>(CAPACITY);
  private long total;

  /** None so far, and nobody is told of any. */
  public RecentRequests() {
    this(request -> {});
  }

  /**
   * None so far.
   *
   * @param listener told of each that comes, on the thread that answers it
   */
  public RecentRequests(Consumer<RecentRequest> listener) {
    this.listener = listener;
  }

  void add(RecentRequest request) {
    listener.accept(request);
    lock.lock();
    try {
      if (ring.size() == CAPACITY) {
        ring.removeFirst();
      }
      ring.addLast(request);
      total++;
    } finally {
      lock.unlock();
    }
  }

  /** Those that are kept, the newest first. */
  public List<RecentRequest> newestFirst() {
    lock.lock();
    try {
      List<RecentRequest> copy = new ArrayList<>(ring);
      Collections.reverse(copy);
      return copy;
    } finally {
      lock.unlock();
    }
  }

  /** How many there were since the start. */
  public long total() {
    lock.lock();
    try {
      return total;
    } finally {
      lock.unlock();
    }
  }
}
