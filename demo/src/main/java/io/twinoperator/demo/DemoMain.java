package io.twinoperator.demo;

import io.twinoperator.demo.check.Finding;
import io.twinoperator.demo.check.Finding.Verdict;
import io.twinoperator.demo.check.SameKinds;
import io.twinoperator.demo.device.DevicePrograms;
import io.twinoperator.demo.event.EventFile;
import io.twinoperator.demo.event.EventKind;
import io.twinoperator.demo.event.EventLog;
import io.twinoperator.demo.view.Audience;
import io.twinoperator.demo.view.LiveView;
import io.twinoperator.demo.view.Picture;
import io.twinoperator.demo.view.Picture.Scene;
import io.twinoperator.demo.view.PlainLines;
import io.twinoperator.demo.view.Silence;
import io.twinoperator.demo.world.Cluster;
import io.twinoperator.demo.world.KubeCluster;
import io.twinoperator.demo.world.KubeCluster.AtTheEnd;
import io.twinoperator.demo.world.MockCluster;
import io.twinoperator.demo.world.WorldException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
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

  /** A check proves as much as the machine can; the first time Python has to be downloaded. */
  private static final Duration PATIENCE_OF_A_CHECK = Duration.ofMinutes(3);

  private static final Duration PATIENCE_OF_PEOPLE = Duration.ofSeconds(15);

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

  @Option(names = "--no-color", description = "Draws without colours; so does NO_COLOR.")
  private boolean noColour;

  @Option(
      names = "--picture",
      description =
          "Draws the pictures of docs/ anew from docs/demo/events.jsonl, and does nothing else.")
  private boolean picture;

  @Option(names = "--project", hidden = true, defaultValue = ".")
  private Path project = Path.of(".");

  /** Runs the demo; ends with 0 if no row failed. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new DemoMain()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    if (picture) {
      for (Scene scene : Scene.values()) {
        Files.writeString(
            project.resolve("docs").resolve(scene.file()),
            Picture.of(EventFile.read(recorded()), scene));
      }
      return CommandLine.ExitCode.OK;
    }
    if (kube && context == null) {
      System.err.println(
          "demo/run: --kube needs --context NAME: the current context may be production, so name"
              + " the one you mean (kubectl config get-contexts)");
      return CommandLine.ExitCode.USAGE;
    }
    if (!kube && context != null) {
      System.err.println("demo/run: --context is for --kube; say both to use that cluster");
      return CommandLine.ExitCode.USAGE;
    }
    try {
      return run();
    } catch (WorldException e) {
      System.err.println("demo/run: " + e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
  }

  private Path recorded() {
    return project.resolve("docs/demo/events.jsonl");
  }

  private int run() throws InterruptedException, IOException {
    PrintStream out = Screen.standardOutput();
    Audience audience = audience(out);
    EventLog log = new EventLog(InstantSource.system(), audience);
    List<Finding> findings;
    try (DevicePrograms programs =
            new DevicePrograms(project, check ? PATIENCE_OF_A_CHECK : PATIENCE_OF_PEOPLE);
        Session session = Session.start(cluster(), programs, log)) {
      try (audience) {
        findings = session.play(project.resolve("examples"));
      }
      if (record != null) {
        EventFile.write(record, log.events());
      }
      if (!check) {
        new Ending(out).sum(findings);
      }
      if (keep) {
        new Ending(out).keep(session.world());
      }
    }
    boolean passed = findings.stream().noneMatch(f -> f.verdict() == Verdict.FAIL);
    if (check) {
      findings.forEach(finding -> out.println(finding.line()));
      passed &= showsTheSame(log, out);
    }
    out.flush();
    return passed ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  /** Whether this run and the one of the picture show the same; says so if not. */
  private boolean showsTheSame(EventLog log, PrintStream out) throws IOException {
    Set<EventKind> difference = SameKinds.difference(EventFile.read(recorded()), log.events());
    if (!difference.isEmpty()) {
      out.println(
          "docs/demo/events.jsonl and this run differ in events of kind %s; record it anew (docs/demo/README.md)"
              .formatted(difference));
    }
    return difference.isEmpty();
  }

  private Audience audience(PrintStream out) {
    Screen screen = Screen.of(noColour, System.getenv());
    if (check) {
      return new Silence();
    }
    return screen.isTerminal()
        ? LiveView.on(out, screen.colours(), InstantSource.system())
        : new PlainLines(out);
  }

  private Cluster cluster() {
    return context == null
        ? new MockCluster()
        : KubeCluster.connect(
            context, project.resolve("crds"), keep ? AtTheEnd.KEEP : AtTheEnd.REMOVE);
  }
}
