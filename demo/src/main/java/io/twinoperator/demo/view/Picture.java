package io.twinoperator.demo.view;

import io.twinoperator.demo.event.Event;
import io.twinoperator.demo.event.EventKind;
import io.twinoperator.demo.event.ObjectState.RolloutState;
import io.twinoperator.demo.view.Bar.Part;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Pictures of a run, drawn from its events as SVG: the moments that show most, as a terminal. */
public final class Picture {
  private static final Frame.Size SIZE = new Frame.Size(112, 40);
  private static final double CHARACTER = 8.4;
  private static final int LINE = 19;
  private static final int MARGIN = 20;
  private static final int TITLE = 36;
  private static final String FONT =
      "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace";

  private static final int UNDO = 3;
  private static final Set<EventKind> SOON_AFTER =
      EnumSet.of(EventKind.DEVICE, EventKind.WAVE, EventKind.JOB);

  private Picture() {}

  /** What is drawn: the moment of a rollout at which there was most to see. */
  public enum Scene {
    /** A rollout that goes well. */
    WAVES("demo.svg", "floor3-interval"),
    /** One that stops itself and is undone. */
    ROLLBACK("demo-rollback.svg", "floor4-burst"),
    /** One with a third of the fleet offline. */
    OFFLINE("demo-offline.svg", "quiet-logs");

    private final String file;
    private final String rollout;

    Scene(String file, String rollout) {
      this.file = file;
      this.rollout = rollout;
    }

    /** The name of its file. */
    public String file() {
      return file;
    }
  }

  /** The picture of a scene. */
  public static String of(List<Event> events, Scene scene) {
    int moment = moment(events, scene);
    List<Line> lines =
        Frame.draw(Dashboard.of(events.subList(0, moment)), SIZE, events.get(moment - 1).at());
    return svg(lines);
  }

  /**
   * How many events to draw: up to the news of the scene's rollout with most devices in most
   * states, and what devices said right after.
   */
  static int moment(List<Event> events, Scene scene) {
    int best = events.size();
    double most = -1;
    for (int count = 1; count <= events.size(); count++) {
      Optional<RolloutState> news = news(events.get(count - 1), scene);
      double score = news.map(Picture::score).orElse(-1.0);
      if (score >= most && news.isPresent()) {
        best = count;
        most = score;
      }
    }
    while (best < events.size() && SOON_AFTER.contains(events.get(best).kind())) {
      best++;
    }
    return best;
  }

  private static Optional<RolloutState> news(Event event, Scene scene) {
    return event
        .newState()
        .filter(RolloutState.class::isInstance)
        .map(RolloutState.class::cast)
        .filter(state -> state.name().equals(scene.rollout));
  }

  /** More for another state than for more devices in one; an undo is worth seeing most. */
  private static double score(RolloutState rollout) {
    return Bar.PARTS.stream()
        .filter(part -> part != Part.PENDING)
        .mapToDouble(
            part -> {
              double devices = Math.log1p(part.of(rollout.counts()));
              return part == Part.UNDONE ? UNDO * devices : devices;
            })
        .sum();
  }

  private static String svg(List<Line> lines) {
    int width = (int) Math.ceil(SIZE.columns() * CHARACTER) + 2 * MARGIN;
    int height = TITLE + lines.size() * LINE + 2 * MARGIN - 8;
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" \
        role="img" aria-label="demo/run in a terminal">
        <rect width="100%%" height="100%%" rx="10" fill="#0d1117" stroke="#30363d"/>
        <circle cx="22" cy="20" r="6" fill="#ff5f57"/>
        <circle cx="42" cy="20" r="6" fill="#febc2e"/>
        <circle cx="62" cy="20" r="6" fill="#28c840"/>
        <text x="%d" y="25" text-anchor="middle" font-family="%s" font-size="13" \
        fill="#7d8590">demo/run</text>
        <g font-family="%s" font-size="14" xml:space="preserve">
        """
            .formatted(width, height, width, height, width / 2, FONT, FONT));
    for (int row = 0; row < lines.size(); row++) {
      append(svg, lines.get(row), TITLE + MARGIN + row * LINE);
    }
    return svg.append("</g>\n</svg>\n").toString();
  }

  private static void append(StringBuilder svg, Line line, int baseline) {
    int column = 0;
    for (Line.Span span : line.spans()) {
      String text = span.text();
      if (isBar(text)) {
        cells(svg, span, column, baseline);
      } else if (!text.isBlank()) {
        text(svg, span, column, baseline);
      }
      column += text.length();
    }
  }

  private static boolean isBar(String text) {
    return Bar.PARTS.stream().anyMatch(part -> text.charAt(0) == part.glyph());
  }

  private static void cells(StringBuilder svg, Line.Span span, int column, int baseline) {
    int cells = span.text().stripTrailing().length();
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"13\" fill=\"%s\"/>%n",
            MARGIN + column * CHARACTER,
            baseline - 11,
            cells * CHARACTER - 1,
            span.style().colour()));
  }

  /** Words keep their columns whatever font there is: each piece has its length written down. */
  private static void text(StringBuilder svg, Line.Span span, int column, int baseline) {
    String text = span.text();
    int leading = text.length() - text.stripLeading().length();
    String visible = text.strip();
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%d\" textLength=\"%.1f\" lengthAdjust=\"spacingAndGlyphs\""
                + " fill=\"%s\"%s>%s</text>%n",
            MARGIN + (column + leading) * CHARACTER,
            baseline,
            visible.length() * CHARACTER,
            span.style().colour(),
            span.style().isBold() ? " font-weight=\"bold\"" : "",
            escaped(visible)));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
