package io.twinoperator.hub;

import java.time.Instant;
import java.util.Arrays;

/** How many calls there were in the last sixty seconds. Not safe for threads. */
final class RecentCalls {

  private static final int SECONDS = 60;

  private final long[] counts = new long[SECONDS];
  private final long[] seconds = new long[SECONDS];

  RecentCalls() {
    Arrays.fill(seconds, Long.MIN_VALUE);
  }

  void add(Instant now) {
    long second = now.getEpochSecond();
    int slot = Math.floorMod(second, SECONDS);
    if (seconds[slot] != second) {
      seconds[slot] = second;
      counts[slot] = 0;
    }
    counts[slot]++;
  }

  long count(Instant now) {
    long second = now.getEpochSecond();
    long sum = 0;
    for (int slot = 0; slot < SECONDS; slot++) {
      boolean recent = seconds[slot] > second - SECONDS && seconds[slot] <= second;
      sum += recent ? counts[slot] : 0;
    }
    return sum;
  }
}
