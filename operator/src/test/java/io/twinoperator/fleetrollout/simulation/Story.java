package io.twinoperator.fleetrollout.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What happened in a run, with virtual times; written out only when the run has failed. */
final class Story {
  private static final int MOST_LINES = 20_000;

  private final InstantSource clock;
  private final Instant start;
  private final List<Line> lines = new ArrayList<>();

  Story(InstantSource clock) {
    this.clock = clock;
    this.start = clock.instant();
  }

  private record Line(Instant at, String text) {}

  /** Takes note. */
  void say(String text) {
    if (lines.size() < MOST_LINES) {
      lines.add(new Line(clock.instant(), text));
    }
  }

  /** All of it. */
  String text() {
    return lines.stream().map(this::format).collect(Collectors.joining("\n"));
  }

  private String format(Line line) {
    Duration since = Duration.between(start, line.at());
    return "[+%d:%02d:%02d.%03d] %s"
        .formatted(
            since.toHours(),
            since.toMinutesPart(),
            since.toSecondsPart(),
            since.toMillisPart(),
            line.text());
  }
}
