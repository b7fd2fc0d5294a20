package io.twinoperator.benchmarks.report;

/**
 * One measurement of ours and, right before or after it, of the baseline.
 *
 * @param ours in the unit of its line
 * @param baseline in the same unit; no number where there is none
 */
public record Round(double ours, double baseline) {

  /** Counts of both. */
  public static Round counts(long ours, long baseline) {
    return new Round((double) ours, (double) baseline);
  }

  /** A count of ours, where there is nothing to hold it against. */
  public static Round count(long ours) {
    return alone((double) ours);
  }

  /** Ours, where there is nothing to hold it against. */
  public static Round alone(double ours) {
    return new Round(ours, Double.NaN);
  }
}
