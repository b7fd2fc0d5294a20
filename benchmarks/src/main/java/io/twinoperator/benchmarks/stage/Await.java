package io.twinoperator.benchmarks.stage;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Waits for what others do. */
public final class Await {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);
  private static final Duration BETWEEN_COUNTS = Duration.ofMillis(250);

  private Await() {}

  /** Waits until it is so, this long at most; answers whether it is. */
  public static boolean until(BooleanSupplier isSo, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      pass(BETWEEN_LOOKS);
    }
    return true;
  }

  /** Waits until a count has not changed for a time; answers whether that came to pass. */
  public static boolean quiet(LongSupplier count, Duration quiet, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    long last = count.getAsLong();
    long since = System.nanoTime();
    while (System.nanoTime() - since < quiet.toNanos()) {
      if (System.nanoTime() > end) {
        return false;
      }
      pass(BETWEEN_COUNTS);
      long now = count.getAsLong();
      if (now != last) {
        last = now;
        since = System.nanoTime();
      }
    }
    return true;
  }

  /** Lets time pass. */
  public static void pass(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
