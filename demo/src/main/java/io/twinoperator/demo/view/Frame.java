package io.twinoperator.demo.view;

import io.twinoperator.demo.event.Event;
import io.twinoperator.demo.event.ObjectState.ConfigState;
import io.twinoperator.demo.event.ObjectState.LeafState;
import io.twinoperator.demo.event.ObjectState.RolloutState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Draws a dashboard as lines of text; pure. */
final class Frame {
  private static final int NAME = 22;
  private static final int CONDITION = 10;
  private static final int TIME = 8;
  private static final int FEWEST = 2;
  private static final String PLANNED = "Planned";

  /** Phases in which nothing moves. */
  private static final Set<String> QUIET =
      Set.of(
          PLANNED,
          "Succeeded",
          "SucceededWithStragglers",
          "RolledBack",
          "RolledBackWithExceptions",
          "Aborted");

  private final Dashboard shown;
  private final Size size;
  private final long now;

  /** Columns and rows that there are. */
  record Size(int columns, int rows) {
    /** Where nothing else is known. */
    static final Size USUAL = new Size(80, 24);
  }

  private Frame(Dashboard shown, Size size, long now) {
    this.shown = shown;
    this.size = size;
    this.now = now;
  }

  /**
   * The lines.
   *
   * @param now milliseconds since the start
   * @return as many as there are rows at most, none wider than there are columns
   */
  static List<Line> draw(Dashboard shown, Size size, long now) {
    return new Frame(shown, size, now).draw();
  }

  private List<Line> draw() {
    List<Line> lines = new ArrayList<>(header());
    if (!shown.configs().isEmpty()) {
      lines.add(Line.empty());
      lines.addAll(configs());
    }
    for (RolloutState rollout : rollouts()) {
      RolloutLines drawn = new RolloutLines(rollout, size.columns(), now);
      if (isFolded(rollout)) {
        lines.add(drawn.folded());
      } else {
        lines.add(Line.empty());
        lines.addAll(drawn.draw());
      }
    }
    int headings = 4;
    int left = Math.max(2 * FEWEST, size.rows() - lines.size() - headings);
    int words = Math.min(shown.words().size(), left / 2);
    lines.addAll(section("Devices say", last(shown.words(), words)));
    lines.addAll(section("Events", last(shown.events(), left - words)));
    return lines.stream().limit(size.rows()).map(line -> line.fit(size.columns())).toList();
  }

  /** Those with more to see first; when there is little room, what comes last is cut. */
  private List<RolloutState> rollouts() {
    return shown.rollouts().values().stream()
        .sorted(
            Comparator.comparing(this::isFolded)
                .thenComparingInt(rollout -> rollout.phase().equals(PLANNED) ? 1 : 0))
        .toList();
  }

  /** Whether another one that came later has more to show. */
  private boolean isFolded(RolloutState rollout) {
    List<RolloutState> all = List.copyOf(shown.rollouts().values());
    return QUIET.contains(rollout.phase())
        && all.subList(all.indexOf(rollout) + 1, all.size()).stream()
            .anyMatch(later -> !later.phase().equals(PLANNED));
  }

  private List<Line> header() {
    Line title =
        Line.empty()
            .plus("twin-operator", Style.STRONG)
            .plus(String.format(Locale.ROOT, "  %.1f s", now / 1000.0), Style.BUSY);
    if (shown.headline().isEmpty()) {
      return List.of(title.plus("  starting ...", Style.FAINT));
    }
    Event headline = shown.headline().get();
    Line hub =
        Line.empty().plus(headline.object(), Style.PLAIN).plus(" " + headline.text(), Style.FAINT);
    String ready =
        shown
            .hub()
            .map(state -> "IoTHub %s Ready=%s".formatted(state.name(), state.ready()))
            .orElse("");
    Style style =
        shown.hub().filter(state -> state.ready().equals("True")).isPresent()
            ? Style.GOOD
            : Style.BUSY;
    return List.of(title.plus(ready.isEmpty() ? "" : "  " + ready, style), hub);
  }

  private List<Line> configs() {
    List<Line> lines = new ArrayList<>();
    lines.add(
        Line.empty()
            .cell("DeviceConfig", NAME, Style.HEADING)
            .cell("Ready", CONDITION, Style.FAINT)
            .cell("Synced", CONDITION, Style.FAINT)
            .cell("Converged", CONDITION, Style.FAINT)
            .plus("Reason", Style.FAINT));
    shown.configs().values().forEach(config -> lines.addAll(config(config)));
    return lines;
  }

  private List<Line> config(ConfigState config) {
    List<Line> lines = new ArrayList<>();
    Line line =
        Line.empty()
            .cell(config.name(), NAME - 1, Style.PLAIN)
            .plus(" ", Style.PLAIN)
            .plus(condition(config.ready()))
            .plus(condition(config.synced()))
            .plus(condition(config.converged()))
            .plus(config.reason(), Style.PLAIN);
    lines.add(line);
    LeafState leaf = config.waitingFor();
    if (leaf != null) {
      lines.add(leaf(leaf));
    } else if (config.reason().equals("InvalidSpec")) {
      lines.add(Line.empty().plus("  " + config.message(), Style.BAD));
    }
    return lines;
  }

  private static Line leaf(LeafState leaf) {
    Line line =
        Line.empty()
            .plus("  " + leaf.path(), Style.BUSY)
            .plus(": asked ", Style.FAINT)
            .plus(leaf.asked(), Style.STRONG)
            .plus(", reported ", Style.FAINT)
            .plus(leaf.reported(), Style.STRONG);
    String words = leaf.words();
    return words == null ? line : line.plus(", \"" + words + "\"", Style.BUSY);
  }

  private static Line condition(String word) {
    Style style =
        switch (word) {
          case "True" -> Style.GOOD;
          case "False" -> Style.BUSY;
          default -> Style.FAINT;
        };
    return Line.empty().cell(word, CONDITION, style);
  }

  private List<Line> section(String title, List<Event> events) {
    List<Line> lines = new ArrayList<>();
    if (!events.isEmpty()) {
      lines.add(Line.empty());
      lines.add(Line.empty().plus(title, Style.HEADING));
      events.forEach(event -> lines.add(event(event)));
    }
    return lines;
  }

  private static Line event(Event event) {
    return Line.empty()
        .cell(String.format(Locale.ROOT, "%6.1f", event.at() / 1000.0), TIME, Style.FAINT)
        .cell(event.object(), NAME - 2, style(event))
        .plus("  ", Style.PLAIN)
        .plus(event.text(), Style.PLAIN);
  }

  private static Style style(Event event) {
    return switch (event.kind()) {
      case DEVICE -> Style.AWAY;
      case WAVE, JOB, ROLLOUT -> Style.GOOD;
      case PATCH -> Style.BUSY;
      case STORY, APPLIED -> Style.CLAIMED;
      case HUB, CONFIG, CHECK -> Style.PLAIN;
    };
  }

  private static List<Event> last(List<Event> events, int count) {
    return events.subList(Math.max(0, events.size() - count), events.size());
  }
}
