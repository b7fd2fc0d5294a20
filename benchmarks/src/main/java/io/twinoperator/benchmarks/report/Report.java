package io.twinoperator.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Everything a run has measured.
 *
 * @param heading what holds for all of it, a line each
 * @param rows in the order in which they are printed
 */
public record Report(List<String> heading, List<Row> rows) {
  private static final List<String> HEAD = List.of("name", "ours", "baseline", "ratio", "goal", "");
  private static final String BETWEEN_COLUMNS = "  ";

  /** Copies both. */
  public Report {
    heading = List.copyOf(heading);
    rows = List.copyOf(rows);
  }

  /** A report without a heading. */
  public Report(List<? extends Row> rows) {
    this(List.of(), List.copyOf(rows));
  }

  /** How many lines reach their goal. */
  public long withinGoal() {
    return lines().filter(Line::isWithinGoal).count();
  }

  /** Whether each line reaches its goal. */
  public boolean isComplete() {
    return withinGoal() == lines().count();
  }

  private Stream<Line> lines() {
    return rows.stream().filter(Line.class::isInstance).map(Line.class::cast);
  }

  /** The report for a terminal: aligned columns, a line each, and how many are within goal. */
  public String text() {
    List<List<String>> table = new ArrayList<>();
    table.add(HEAD);
    rows.forEach(row -> table.add(row.columns()));
    int[] widths =
        IntStream.range(0, HEAD.size())
            .map(column -> table.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    return heading.stream().map(line -> line + "\n").collect(Collectors.joining())
        + table.stream().map(row -> aligned(row, widths)).collect(Collectors.joining("\n"))
        + "\n"
        + withinGoal()
        + " of "
        + lines().count()
        + " within goal";
  }

  private static String aligned(List<String> row, int[] widths) {
    return IntStream.range(0, row.size())
        .mapToObj(column -> row.get(column) + " ".repeat(widths[column] - row.get(column).length()))
        .collect(Collectors.joining(BETWEEN_COLUMNS))
        .stripTrailing();
  }
}
