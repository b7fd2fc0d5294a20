package io.twinoperator.benchmarks.load;

import java.util.Arrays;

/** Times that are taken one after the other, without an object for each. Not thread-safe. */
public final class Samples {
  private static final int FIRST_ROOM = 1024;
  private static final double NANOS_PER_MICRO = 1000;

  private long[] nanos = new long[FIRST_ROOM];
  private int size;

  /** Takes one more. */
  public void add(long sample) {
    if (size == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * size);
    }
    nanos[size] = sample;
    size++;
  }

  /** How many there are. */
  public int size() {
    return size;
  }

  /** All of them in microseconds, in the order in which they came. */
  public double[] micros() {
    return Arrays.stream(nanos, 0, size).mapToDouble(n -> n / NANOS_PER_MICRO).toArray();
  }
}
