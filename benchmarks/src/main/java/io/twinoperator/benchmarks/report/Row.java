package io.twinoperator.benchmarks.report;

import java.util.List;

/** One row of the report. */
public sealed interface Row permits Line, Detail {

  /** The columns: name, ours, baseline, ratio, goal, verdict. */
  List<String> columns();
}
