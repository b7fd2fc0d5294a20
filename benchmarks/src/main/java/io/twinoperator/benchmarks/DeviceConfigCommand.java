package io.twinoperator.benchmarks;

import io.twinoperator.benchmarks.deviceconfig.DeviceConfigBenchmark;
import io.twinoperator.benchmarks.deviceconfig.DeviceConfigBenchmark.Part;
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

/** {@code benchmarks/run deviceconfig}. */
@Command(
    name = "deviceconfig",
    description = {
      "DeviceConfigs on an API server and the emulator, beside what people have without an operator;"
          + " about half an hour.",
      "With etcd and kube-apiserver below $KUBE_API_TEST_DIR/k8s or ~/.cache/twin-operator/kube/k8s"
          + " (.ci/kube-api-server/build) it is a real one, else the mock."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
final class DeviceConfigCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(names = "--strict", description = "Exit with 1 when a figure is short of its goal.")
  private boolean strict;

  @Option(
      names = "--quick",
      description = "Small sizes, to see that everything runs; no figure means anything.")
  private boolean quick;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "2",
      description = "Rounds of the cold apply; the median counts.")
  private int rounds;

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
    if (rounds < 1) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--rounds is " + rounds + ": measure at least 1");
    }
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

  private DeviceConfigBenchmark benchmark(PrintWriter progress) {
    return quick
        ? DeviceConfigBenchmark.quick(rounds, operatorJavaOptions, progress)
        : DeviceConfigBenchmark.standard(rounds, operatorJavaOptions, progress);
  }
}
