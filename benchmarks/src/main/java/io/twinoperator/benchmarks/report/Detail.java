package io.twinoperator.benchmarks.report;

import java.util.List;

/**
 * A figure that explains the line above it and has no goal.
 *
 * @param name what was measured
 * @param unit of both sides
 * @param ours no number where it was not measured
 * @param baseline no number where there is none
 */
public record Detail(String name, Unit unit, double ours, double baseline) implements Row {
  private static final String INDENTED = "  ";

  /** A figure of ours alone. */
  public static Detail of(String name, Unit unit, double ours) {
    return new Detail(name, unit, ours, Double.NaN);
  }

  /** Counts of both sides. */
  public static Detail counts(String name, long ours, long baseline) {
    return new Detail(name, Unit.COUNT, (double) ours, (double) baseline);
  }

  /** A count of ours alone. */
  public static Detail count(String name, long ours) {
    return of(name, Unit.COUNT, (double) ours);
  }

  @Override
  public List<String> columns() {
    return List.of(
        INDENTED + name,
        unit.show(ours),
        unit.show(baseline),
        Double.isNaN(ours / baseline) ? "" : Goal.quotient(ours / baseline),
        "",
        "");
  }
}
