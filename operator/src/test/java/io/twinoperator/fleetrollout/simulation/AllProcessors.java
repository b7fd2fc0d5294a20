package io.twinoperator.fleetrollout.simulation;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * Has every processor of the machine take one run after the other, in order, until none is left.
 */
final class AllProcessors {
  private AllProcessors() {}

  /**
   * Does something with each number from one to another, the latter not included.
   *
   * @throws IllegalStateException if it threw something
   */
  static void forEach(long first, long end, LongConsumer work) {
    AtomicLong next = new AtomicLong(first);
    int processors = Runtime.getRuntime().availableProcessors();
    ExecutorService pool = Executors.newFixedThreadPool(processors);
    try {
      List<Future<?>> workers =
          IntStream.range(0, processors)
              .<Future<?>>mapToObj(n -> pool.submit(() -> takeAll(next, end, work)))
              .toList();
      for (Future<?> worker : workers) {
        worker.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      pool.shutdownNow();
    }
  }

  private static void takeAll(AtomicLong next, long end, LongConsumer work) {
    for (long n = next.getAndIncrement(); n < end; n = next.getAndIncrement()) {
      work.accept(n);
    }
  }
}
