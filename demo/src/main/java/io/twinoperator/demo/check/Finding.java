package io.twinoperator.demo.check;

/**
 * A row of the scenario, judged.
 *
 * @param row number of the row
 * @param seen what was seen, or what was missed
 */
public record Finding(int row, Verdict verdict, String seen) {

  /** How a row did. */
  public enum Verdict {
    PASS,
    FAIL,
    /** This machine lacks what the row needs. */
    SKIP,
    /** There is nothing to judge before a later release. */
    LATER
  }

  /** The line that is printed. */
  public String line() {
    return "row %d  %-5s %s".formatted(row, verdict, seen);
  }
}
