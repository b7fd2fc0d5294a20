package io.twinoperator.benchmarks.report;

import java.util.Arrays;

/** Medians and other parts of samples. */
public final class Statistics {
  private Statistics() {}

  /**
   * The middle value; of an even number of values the mean of the two in the middle.
   *
   * @throws IllegalArgumentException if there is no value
   */
  public static double median(double... values) {
    double[] sorted = sorted(values);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : sorted[middle - 1] / 2 + sorted[middle] / 2;
  }

  /**
   * The smallest value that at least this share of the values do not exceed (nearest rank).
   *
   * @param share above 0, at most 1: 0.99 for p99
   * @throws IllegalArgumentException if there is no value, or no such share
   */
  public static double percentile(double share, double... values) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("The share is " + share + ": use above 0 and at most 1");
    }
    double[] sorted = sorted(values);
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }

  private static double[] sorted(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("There is no value to take a part of");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted;
  }
}
