package io.twinoperator.benchmarks.report;

import java.util.Locale;

/** What ours and the baseline of a line count. */
public enum Unit {
  PER_SECOND,
  /** Times are held in microseconds and printed so below ten milliseconds. */
  MICROSECONDS,
  BYTES;

  /** A value as it is printed. */
  public String show(double value) {
    return switch (this) {
      case PER_SECOND -> String.format(Locale.ROOT, "%,.0f/s", value);
      case MICROSECONDS ->
          value < 10_000
              ? String.format(Locale.ROOT, "%,.0f us", value)
              : String.format(Locale.ROOT, "%,.1f ms", value / 1000);
      case BYTES -> String.format(Locale.ROOT, "%,.0f B", value);
    };
  }
}
