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
    MORE
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

  /** What is judged: a quotient, or a difference for sizes. */
  public double figure(double ours, double baseline) {
    return kind == Kind.MORE ? ours - baseline : ours / baseline;
  }

  /** Whether a figure is good enough. */
  public boolean isMetBy(double figure) {
    return switch (kind) {
      case SHARE -> figure >= limit;
      case TIMES -> figure <= limit;
      case MORE -> figure < limit;
    };
  }

  /** A figure as it is printed. */
  public String show(double figure) {
    return kind == Kind.MORE
        ? String.format(Locale.ROOT, "%+,.0f", figure)
        : String.format(Locale.ROOT, figure < 10 ? "%.2f" : "%.1f", figure);
  }

  /** The goal as it is printed. */
  public String text() {
    return switch (kind) {
      case SHARE -> ">= " + show(limit);
      case TIMES -> "<= " + show(limit);
      case MORE -> "< " + show(limit);
    };
  }
}
