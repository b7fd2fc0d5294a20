package io.twinoperator.benchmarks;

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

/** {@code benchmarks/run}: measures, and prints a line for each figure. */
@Command(
    name = "benchmarks/run",
    description = "Measures, each figure beside a baseline of the same run.",
    mixinStandardHelpOptions = true,
    subcommands = {
      BenchmarkMain.Emulator.class,
      DeviceConfigCommand.class,
      FleetRolloutCommand.class
    })
public final class BenchmarkMain {

  private BenchmarkMain() {}

  /** Ends with 0 when everything was measured, 1 when it could not be, 2 for a wrong option. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new BenchmarkMain()).execute(args));
  }

  /** {@code benchmarks/run emulator}. */
  @Command(
      name = "emulator",
      description = "The IoT Hub emulator beside a plain HTTPS echo, on loopback; some minutes.",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      showDefaultValues = true)
  static final class Emulator implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Option(names = "--strict", description = "Exit with 1 when a figure is short of its goal.")
    private boolean strict;

    @Option(
        names = "--rounds",
        paramLabel = "N",
        defaultValue = "5",
        description = "Rounds of each figure; the median counts.")
    private int rounds;

    @Option(
        names = "--only",
        paramLabel = "PART",
        split = ",",
        description = "Some parts alone: ${COMPLETION-CANDIDATES}.")
    private Set<EmulatorBenchmark.Part> only =
        new TreeSet<>(List.of(EmulatorBenchmark.Part.values()));

    @Option(
        names = "--hub-java-option",
        paramLabel = "OPTION",
        description = "For the JVM of the emulator, e.g. -XX:StartFlightRecording:filename=FILE.")
    private List<String> hubJavaOptions = List.of();

    @Override
    public Integer call() {
      if (rounds < 1) {
        throw new CommandLine.ParameterException(
            spec.commandLine(), "--rounds is " + rounds + ": measure at least 1");
      }
      PrintWriter out = spec.commandLine().getOut();
      PrintWriter progress = spec.commandLine().getErr();
      try {
        Report report = new EmulatorBenchmark(rounds, hubJavaOptions, progress).run(only);
        out.println(report.text());
        out.flush();
        return strict && !report.isComplete() ? 1 : 0;
      } catch (IllegalStateException failed) {
        progress.println("benchmarks: " + failed.getMessage());
        progress.flush();
        return CommandLine.ExitCode.SOFTWARE;
      }
    }
  }
}
