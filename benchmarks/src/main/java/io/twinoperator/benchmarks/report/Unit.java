package io.twinoperator.benchmarks.report;

import java.util.Locale;

/** What ours and the baseline of a line count. */
public enum Unit {
  PER_SECOND,
  /** Times are held in microseconds and printed so below ten milliseconds. */
  MICROSECONDS,
  SECONDS,
  BYTES,
  COUNT;

  /** A value as it is printed; a dash for what is no number. */
  public String show(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    return switch (this) {
      case PER_SECOND -> String.format(Locale.ROOT, "%,.0f/s", value);
      case MICROSECONDS ->
          value < 10_000
              ? String.format(Locale.ROOT, "%,.0f us", value)
              : String.format(Locale.ROOT, "%,.1f ms", value / 1000);
      case SECONDS -> String.format(Locale.ROOT, value < 10 ? "%.2f s" : "%,.1f s", value);
      case COUNT ->
          String.format(Locale.ROOT, value == Math.rint(value) ? "%,.0f" : "%,.2f", value);
      case BYTES -> String.format(Locale.ROOT, "%,.0f B", value);
    };
  }
}
