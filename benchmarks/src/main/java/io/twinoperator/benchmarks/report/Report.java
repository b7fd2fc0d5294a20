package io.twinoperator.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Every line of a run.
 *
 * @param lines in the order in which they are printed
 */
public record Report(List<Line> lines) {
  private static final List<String> HEAD = List.of("name", "ours", "baseline", "ratio", "goal", "");
  private static final String BETWEEN_COLUMNS = "  ";

  /** Copies the lines. */
  public Report {
    lines = List.copyOf(lines);
  }

  /** How many lines reach their goal. */
  public long withinGoal() {
    return lines.stream().filter(Line::isWithinGoal).count();
  }

  /** Whether each line reaches its goal. */
  public boolean isComplete() {
    return withinGoal() == lines.size();
  }

  /** The report for a terminal: aligned columns, a line each, and how many are within goal. */
  public String text() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    lines.forEach(line -> rows.add(line.columns()));
    int[] widths =
        IntStream.range(0, HEAD.size())
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    return rows.stream().map(row -> aligned(row, widths)).collect(Collectors.joining("\n"))
        + "\n"
        + withinGoal()
        + " of "
        + lines.size()
        + " within goal";
  }

  private static String aligned(List<String> row, int[] widths) {
    return IntStream.range(0, row.size())
        .mapToObj(column -> row.get(column) + " ".repeat(widths[column] - row.get(column).length()))
        .collect(Collectors.joining(BETWEEN_COLUMNS))
        .stripTrailing();
  }
}
