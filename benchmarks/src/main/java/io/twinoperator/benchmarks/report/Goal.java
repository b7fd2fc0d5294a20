package io.twinoperator.benchmarks.report;

import java.util.Locale;

/**
 * What a figure has to reach.
 *
 * @param kind how ours is held against the baseline
 * @param limit the figure that is just good enough
 */
public record Goal(Kind kind, double limit) {

  /** How ours is held against the baseline. */
  public enum Kind {
    /** Ours is a rate: at least this share of the baseline's. */
    SHARE,
    /** Ours is a time: at most this many times the baseline's. */
    TIMES,
    /** Ours is a size: less than this more than the baseline's. */
    MORE,
    /** Ours by itself: at most this. */
    AT_MOST
  }

  /** At least this share of the baseline's rate. */
  public static Goal share(double limit) {
    return new Goal(Kind.SHARE, limit);
  }

  /** At most this many times the baseline. */
  public static Goal times(double limit) {
    return new Goal(Kind.TIMES, limit);
  }

  /** Less than this more than the baseline. */
  public static Goal more(double limit) {
    return new Goal(Kind.MORE, limit);
  }

  /** At most this, in the unit of the line, whatever the baseline is. */
  public static Goal atMost(double limit) {
    return new Goal(Kind.AT_MOST, limit);
  }

  /**
   * What is judged: a quotient, a difference for sizes, or ours by itself. No figure, which is no
   * number, meets no goal.
   */
  public double figure(double ours, double baseline) {
    return switch (kind) {
      case SHARE, TIMES -> ours / baseline;
      case MORE -> ours - baseline;
      case AT_MOST -> ours;
    };
  }

  /** Whether a figure is good enough. */
  public boolean isMetBy(double figure) {
    return switch (kind) {
      case SHARE -> figure >= limit;
      case TIMES, AT_MOST -> figure <= limit;
      case MORE -> figure < limit;
    };
  }

  /** A figure as it is printed; nothing where it stands in the column of ours already. */
  public String show(double figure) {
    return switch (kind) {
      case MORE -> String.format(Locale.ROOT, "%+,.0f", figure);
      case SHARE, TIMES -> quotient(figure);
      case AT_MOST -> "";
    };
  }

  /**
   * The goal as it is printed.
   *
   * @param unit of the line
   */
  public String text(Unit unit) {
    return switch (kind) {
      case SHARE -> ">= " + show(limit);
      case TIMES -> "<= " + show(limit);
      case MORE -> "< " + show(limit);
      case AT_MOST -> "<= " + unit.show(limit);
    };
  }

  /** A quotient as it is printed. */
  static String quotient(double quotient) {
    return Double.isNaN(quotient) || Double.isInfinite(quotient)
        ? "-"
        : String.format(Locale.ROOT, quotient < 10 ? "%.2f" : "%.1f", quotient);
  }
}
