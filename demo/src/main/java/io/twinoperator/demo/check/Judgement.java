package io.twinoperator.demo.check;

import io.twinoperator.demo.check.Finding.Verdict;
import java.util.ArrayList;
import java.util.List;

/** Collects what is expected of a row and what was missed. */
final class Judgement {
  private final int row;
  private final List<String> missed = new ArrayList<>();

  Judgement(int row) {
    this.row = row;
  }

  /** Notes a complaint unless the expectation holds. */
  void expect(boolean holds, String complaint) {
    if (!holds) {
      missed.add(complaint);
    }
  }

  /** The row passes if there was no complaint; otherwise all of them are named. */
  Finding finding(String seen) {
    return missed.isEmpty()
        ? new Finding(row, Verdict.PASS, seen)
        : new Finding(row, Verdict.FAIL, String.join("; ", missed));
  }
}
