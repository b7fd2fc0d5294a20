package io.twinoperator.benchmarks.fleetrollout;

import io.twinoperator.benchmarks.report.Report;
import io.twinoperator.benchmarks.report.Row;
import io.twinoperator.benchmarks.stage.Stage;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Everything that is measured of FleetRollouts, on one API server. */
public final class FleetRolloutBenchmark {
  private final Sizes sizes;
  private final List<String> operatorJavaOptions;
  private final PrintWriter progress;

  /** Figures that are measured together. */
  public enum Part {
    /** Writes under a hub's limits, beside these limits. */
    LIMITS,
    /** Calls and memory by the number of devices. */
    SCALE,
    /** How soon a rollout takes note. */
    REACTIONS,
    /** The same change by one job and by a configuration. */
    BESIDE
  }

  private FleetRolloutBenchmark(
      Sizes sizes, List<String> operatorJavaOptions, PrintWriter progress) {
    this.sizes = sizes;
    this.operatorJavaOptions = operatorJavaOptions;
    this.progress = progress;
  }

  /** A run at the sizes that figures are quoted at. */
  public static FleetRolloutBenchmark standard(
      List<String> operatorJavaOptions, PrintWriter progress) {
    return new FleetRolloutBenchmark(Sizes.standard(), operatorJavaOptions, progress);
  }

  /** A run at sizes that show no more than that everything runs. */
  public static FleetRolloutBenchmark quick(
      List<String> operatorJavaOptions, PrintWriter progress) {
    return new FleetRolloutBenchmark(Sizes.quick(), operatorJavaOptions, progress);
  }

  /** Measures some parts. */
  public Report run(Set<Part> parts) {
    List<Row> rows = new ArrayList<>();
    try (Stage stage = Stage.start(operatorJavaOptions, progress)) {
      if (parts.contains(Part.LIMITS)) {
        rows.addAll(new UnderLimits(stage, sizes).measure());
      }
      if (parts.contains(Part.SCALE)) {
        rows.addAll(new Scale(stage, sizes).measure());
      }
      if (parts.contains(Part.REACTIONS)) {
        rows.addAll(new Reactions(stage, sizes).measure());
      }
      if (parts.contains(Part.BESIDE)) {
        rows.addAll(new BesideBulkTools(stage, sizes).measure());
      }
      return new Report(heading(stage), rows);
    }
  }

  private List<String> heading(Stage stage) {
    List<String> heading = new ArrayList<>();
    heading.add("API server: " + stage.api().description());
    if (sizes.isQuick()) {
      heading.add("QUICK: the sizes are small, and no figure means anything");
    }
    return heading;
  }
}
