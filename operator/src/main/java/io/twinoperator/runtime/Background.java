package io.twinoperator.runtime;

import io.twinoperator.iothub.sweep.Later;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Work in the background. One thread keeps the time; what is due runs on another, so that a hub
 * that is slow to answer holds up no other.
 */
final class Background implements Later, AutoCloseable {

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(named("background-timer"));
  private final ExecutorService workers = Executors.newCachedThreadPool(named("background"));

  @Override
  public void after(Duration delay, Runnable work) {
    try {
      Future<?> unused =
          timer.schedule(() -> workers.execute(work), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // It has been closed, and with it all that is still to come.
    }
  }

  /** Begins nothing more; a call under way may end by itself. */
  @Override
  public void close() {
    timer.shutdownNow();
    workers.shutdown();
  }

  private static ThreadFactory named(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
