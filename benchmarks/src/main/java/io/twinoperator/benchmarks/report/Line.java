package io.twinoperator.benchmarks.report;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One line of the report. Each round is judged by itself, ours against the baseline that was
 * measured beside it, and the median of these figures counts: what else the machine does slows
 * both.
 *
 * @param name what was measured
 * @param unit of both sides
 * @param rounds at least one
 * @param goal what the median has to reach
 */
public record Line(String name, Unit unit, List<Round> rounds, Goal goal) implements Row {

  /** Refuses a line without a round. */
  public Line {
    if (rounds.isEmpty()) {
      throw new IllegalArgumentException("'" + name + "' was not measured: it has no round");
    }
    rounds = List.copyOf(rounds);
  }

  /** The median of ours. */
  public double ours() {
    return Statistics.median(values(Round::ours));
  }

  /** The median of the baseline. */
  public double baseline() {
    return Statistics.median(values(Round::baseline));
  }

  /** The median of the rounds' own figures. */
  public double figure() {
    return Statistics.median(figures());
  }

  /** Whether the median reaches the goal. */
  public boolean isWithinGoal() {
    return goal.isMetBy(figure());
  }

  /** The columns: name, ours, baseline, ratio with its spread, goal, verdict. */
  @Override
  public List<String> columns() {
    return List.of(
        name,
        unit.show(ours()),
        unit.show(baseline()),
        goal.show(figure()) + spread(),
        goal.text(unit),
        isWithinGoal() ? "ok" : "short");
  }

  private String spread() {
    double[] figures = figures();
    if (figures.length == 1 || goal.show(figures[0]).isEmpty()) {
      return "";
    }
    Arrays.sort(figures);
    return " (" + goal.show(figures[0]) + ".." + goal.show(figures[figures.length - 1]) + ")";
  }

  private double[] figures() {
    return values(round -> goal.figure(round.ours(), round.baseline()));
  }

  private double[] values(ToDoubleFunction<Round> of) {
    return rounds.stream().mapToDouble(of).toArray();
  }
}
