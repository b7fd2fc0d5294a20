package io.twinoperator.benchmarks;

import io.twinoperator.benchmarks.report.Goal;
import io.twinoperator.benchmarks.report.Line;
import io.twinoperator.benchmarks.report.Report;
import io.twinoperator.benchmarks.report.Round;
import io.twinoperator.benchmarks.report.Unit;
import io.twinoperator.benchmarks.server.HeapFigures;
import io.twinoperator.benchmarks.server.ServerProcess;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Everything that is measured of the emulator. Client and servers are processes of their own; this
 * one is the client.
 */
final class EmulatorBenchmark {
  private static final int FLEET = 100_000;
  private static final double HEAP_BEYOND_JSON = 4096;

  /** Figures that are measured together. */
  enum Part {
    /** Twin reads, conditional patches and queries over HTTPS. */
    HTTP,
    /** The heap that a large fleet takes. */
    HEAP,
    /** Connected devices and what they hear. */
    MQTT
  }

  private final int rounds;
  private final List<String> hubJavaOptions;
  private final PrintWriter progress;

  EmulatorBenchmark(int rounds, List<String> hubJavaOptions, PrintWriter progress) {
    this.rounds = rounds;
    this.hubJavaOptions = hubJavaOptions;
    this.progress = progress;
  }

  Report run(Set<Part> parts) {
    List<Line> lines = new ArrayList<>();
    for (Part part : Part.values()) {
      if (parts.contains(part)) {
        lines.addAll(measure(part));
      }
    }
    return new Report(lines);
  }

  private List<Line> measure(Part part) {
    return switch (part) {
      case HTTP -> http();
      case HEAP -> List.of(heap());
      case MQTT -> List.of(mqtt());
    };
  }

  private List<Line> http() {
    say("Starting the emulator with " + FLEET + " twins, and the echo");
    try (HttpPair pair = HttpPair.start(hubJavaOptions, FLEET, HttpPair.CONNECTIONS)) {
      HttpFigures figures = new HttpFigures(pair, FLEET, rounds, progress);
      say("Reading twins");
      Line reads = figures.reads();
      say("Patching twins");
      Line patches = figures.patches();
      say("Counting");
      Line count = figures.count();
      say("Querying by tag");
      return List.of(reads, patches, count, figures.equality());
    }
  }

  private Line heap() {
    say("Loading " + FLEET + " twins to measure the heap");
    try (ServerProcess process = ServerProcess.heap(FLEET)) {
      HeapFigures heap = process.heapFigures();
      return new Line(
          "heap of a twin, of its JSON",
          Unit.BYTES,
          List.of(new Round(heap.emulator(), heap.texts())),
          Goal.more(HEAP_BEYOND_JSON));
    }
  }

  private Line mqtt() {
    int devices = MqttFigures.DEVICES;
    say("Connecting " + devices + " devices over MQTT, and as many connections to the echo");
    try (HttpPair pair = HttpPair.start(hubJavaOptions, devices, devices)) {
      return new MqttFigures(pair, rounds).patchToDevice();
    }
  }

  private void say(String what) {
    progress.println(what + " ...");
    progress.flush();
  }
}
