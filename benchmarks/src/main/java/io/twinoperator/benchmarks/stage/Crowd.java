package io.twinoperator.benchmarks.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** Does something for many numbers, on many threads. */
public final class Crowd {
  /** How many threads the plain loop has, and whoever prepares what is measured. */
  public static final int THREADS = 32;

  private Crowd() {}

  /**
   * Does it for 0 to {@code count - 1} and ends when all of it is done.
   *
   * @throws IllegalStateException if one of it failed
   */
  public static void each(int count, IntConsumer work) {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int number = i;
        all.add(threads.submit(() -> work.accept(number)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("What was to be prepared failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      threads.shutdownNow();
    }
  }
}
