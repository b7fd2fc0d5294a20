package io.twinoperator.benchmarks.deviceconfig;

import io.twinoperator.benchmarks.report.Report;
import io.twinoperator.benchmarks.report.Row;
import io.twinoperator.benchmarks.stage.Stage;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Everything that is measured of DeviceConfigs, side by side on one API server. */
public final class DeviceConfigBenchmark {
  private final Sizes sizes;
  private final List<String> operatorJavaOptions;
  private final PrintWriter progress;

  /** Figures that are measured together. */
  public enum Part {
    /** Objects that are new, beside a plain loop. */
    COLD,
    /** Writes under a hub's limits, beside a script. */
    LIMITS,
    /** A fleet at rest, and a restart. */
    REST,
    /** Edits and confirmations while a sweep runs. */
    EDITS,
    /** The heap that DeviceConfigs take. */
    MEMORY
  }

  private DeviceConfigBenchmark(
      Sizes sizes, List<String> operatorJavaOptions, PrintWriter progress) {
    this.sizes = sizes;
    this.operatorJavaOptions = operatorJavaOptions;
    this.progress = progress;
  }

  /** A run at the sizes that figures are quoted at. */
  public static DeviceConfigBenchmark standard(
      int rounds, List<String> operatorJavaOptions, PrintWriter progress) {
    return new DeviceConfigBenchmark(
        Sizes.standard().withRounds(rounds), operatorJavaOptions, progress);
  }

  /** A run at sizes that show no more than that everything runs. */
  public static DeviceConfigBenchmark quick(
      int rounds, List<String> operatorJavaOptions, PrintWriter progress) {
    return new DeviceConfigBenchmark(
        Sizes.quick().withRounds(rounds), operatorJavaOptions, progress);
  }

  /** Measures some parts. */
  public Report run(Set<Part> parts) {
    List<Row> rows = new ArrayList<>();
    try (Stage stage = Stage.start(operatorJavaOptions, progress)) {
      if (parts.contains(Part.COLD)) {
        rows.addAll(new ColdApply(stage, sizes).measure());
      }
      if (parts.contains(Part.LIMITS)) {
        rows.addAll(new UnderLimits(stage, sizes).measure());
      }
      if (parts.contains(Part.REST) || parts.contains(Part.EDITS)) {
        rows.addAll(ofFleet(stage, parts));
      }
      if (parts.contains(Part.MEMORY)) {
        rows.addAll(new Memory(stage, sizes).measure());
      }
      return new Report(heading(stage), rows);
    }
  }

  private List<Row> ofFleet(Stage stage, Set<Part> parts) {
    List<Row> rows = new ArrayList<>();
    try (Fleet fleet = Fleet.atRest(stage, sizes.fleet())) {
      if (parts.contains(Part.REST)) {
        rows.addAll(new AtRest(stage, sizes, fleet).measure());
      }
      if (parts.contains(Part.EDITS)) {
        rows.addAll(new WhileSweeping(stage, sizes, fleet).measure());
      }
    }
    return rows;
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
