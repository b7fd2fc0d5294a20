package io.twinoperator.demo;

import io.twinoperator.demo.check.Finding;
import io.twinoperator.demo.check.Finding.Verdict;
import io.twinoperator.demo.event.EventFile;
import io.twinoperator.demo.event.EventLog;
import io.twinoperator.demo.view.Audience;
import io.twinoperator.demo.view.PlainLines;
import io.twinoperator.demo.view.Silence;
import io.twinoperator.demo.world.Cluster;
import io.twinoperator.demo.world.KubeCluster;
import io.twinoperator.demo.world.KubeCluster.AtTheEnd;
import io.twinoperator.demo.world.MockCluster;
import io.twinoperator.demo.world.WorldException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The demo's command line. */
@Command(
    name = "demo/run",
    mixinStandardHelpOptions = true,
    version = "twin-operator 0.1.0-SNAPSHOT",
    description = {
      "Shows the operator at work, in one process and without Azure: an API server, an IoT Hub with"
          + " 60 simulated devices, and the operator, which brings the objects of examples/ onto it."
    })
public final class DemoMain implements Callable<Integer> {

  @Option(
      names = "--check",
      description = "Plays the scenario without a terminal and prints a line for each of its rows.")
  private boolean check;

  @Option(
      names = "--kube",
      description = "Uses the cluster of --context in place of the API server in this process.")
  private boolean kube;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "Context of the kubeconfig; never the current one by itself.")
  private @Nullable String context;

  @Option(names = "--keep", description = "Keeps everything running at the end, until Ctrl-C.")
  private boolean keep;

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description = "Writes what happened to a file of JSON lines.")
  private @Nullable Path record;

  @Option(names = "--project", hidden = true, defaultValue = ".")
  private Path project = Path.of(".");

  /** Runs the demo; ends with 0 if no row failed. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new DemoMain()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    if (kube && context == null) {
      System.err.println(
          "demo/run: --kube needs --context NAME: the current context may be production, so name"
              + " the one you mean (kubectl config get-contexts)");
      return CommandLine.ExitCode.USAGE;
    }
    try (Audience audience = audience()) {
      EventLog log = new EventLog(InstantSource.system(), audience);
      List<Finding> findings = play(log);
      if (record != null) {
        EventFile.write(record, log.events());
      }
      return findings.stream().anyMatch(finding -> finding.verdict() == Verdict.FAIL)
          ? CommandLine.ExitCode.SOFTWARE
          : CommandLine.ExitCode.OK;
    } catch (WorldException e) {
      System.err.println("demo/run: " + e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
  }

  private List<Finding> play(EventLog log) throws InterruptedException {
    try (Session session = Session.start(cluster(), log)) {
      List<Finding> findings = session.play(project.resolve("examples"));
      if (check) {
        findings.forEach(finding -> System.out.println(finding.line()));
      }
      return findings;
    }
  }

  private Audience audience() {
    return check ? new Silence() : new PlainLines(System.out);
  }

  private Cluster cluster() {
    return context == null
        ? new MockCluster()
        : KubeCluster.connect(
            context, project.resolve("crds"), keep ? AtTheEnd.KEEP : AtTheEnd.REMOVE);
  }
}
