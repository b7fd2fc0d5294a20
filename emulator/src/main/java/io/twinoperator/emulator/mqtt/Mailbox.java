package io.twinoperator.emulator.mqtt;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Work of one connection, done one piece at a time and in order on threads that many connections
 * share.
 */
final class Mailbox {
  // A connection with much to do lets others have the thread in between.
  private static final int TURN = 32;

  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final Executor executor;

  Mailbox(Executor executor) {
    this.executor = executor;
  }

  /** Adds work, which must not throw; answers how many pieces wait or run now. */
  int add(Runnable work) {
    waiting.add(work);
    int now = size.incrementAndGet();
    if (now == 1) {
      executor.execute(this::run);
    }
    return now;
  }

  private void run() {
    int left = 1;
    for (int done = 0; done < TURN && left > 0; done++) {
      Runnable work = waiting.poll();
      if (work == null) {
        throw new IllegalStateException("the mailbox counts more than it holds");
      }
      try {
        work.run();
      } finally {
        left = size.decrementAndGet();
      }
    }
    if (left > 0) {
      executor.execute(this::run);
    }
  }
}
