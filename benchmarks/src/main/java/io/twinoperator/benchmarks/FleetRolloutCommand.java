package io.twinoperator.benchmarks;

import io.twinoperator.benchmarks.fleetrollout.FleetRolloutBenchmark;
import io.twinoperator.benchmarks.fleetrollout.FleetRolloutBenchmark.Part;
import io.twinoperator.benchmarks.report.Report;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code benchmarks/run fleetrollout}. */
@Command(
    name = "fleetrollout",
    description = {
      "FleetRollouts on an API server and the emulator, beside the hub's own limits and tools;"
          + " about an hour and a half.",
      "With etcd and kube-apiserver below $KUBE_API_TEST_DIR/k8s or ~/.cache/twin-operator/kube/k8s"
          + " (.ci/kube-api-server/build) it is a real one, else the mock."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
final class FleetRolloutCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(names = "--strict", description = "Exit with 1 when a figure is short of its goal.")
  private boolean strict;

  @Option(
      names = "--quick",
      description = "Small sizes, to see that everything runs; no figure means anything.")
  private boolean quick;

  @Option(
      names = "--only",
      paramLabel = "PART",
      split = ",",
      description = "Some parts alone: ${COMPLETION-CANDIDATES}.")
  private Set<Part> only = new TreeSet<>(List.of(Part.values()));

  @Option(
      names = "--operator-java-option",
      paramLabel = "OPTION",
      description = "For the JVM of the operator, e.g. -XX:StartFlightRecording:filename=/tmp/.")
  private List<String> operatorJavaOptions = List.of();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter progress = spec.commandLine().getErr();
    try {
      Report report = benchmark(progress).run(only);
      out.println(report.text());
      out.flush();
      return strict && !report.isComplete() ? 1 : 0;
    } catch (IllegalStateException failed) {
      progress.println("benchmarks: " + failed.getMessage());
      progress.flush();
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private FleetRolloutBenchmark benchmark(PrintWriter progress) {
    return quick
        ? FleetRolloutBenchmark.quick(operatorJavaOptions, progress)
        : FleetRolloutBenchmark.standard(operatorJavaOptions, progress);
  }
}
