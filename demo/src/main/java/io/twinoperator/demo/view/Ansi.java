package io.twinoperator.demo.view;

import java.util.List;

/** Writes lines for a terminal. */
enum Ansi {
  COLOURS,
  NO_COLOURS;

  static final String HIDE_CURSOR = "\u001b[?25l";
  static final String SHOW_CURSOR = "\u001b[?25h";
  private static final String RESET = "\u001b[0m";
  private static final String CLEAR_REST_OF_LINE = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";

  /**
   * The text that draws a frame over the one before. Nothing is cleared before it is drawn anew, so
   * that it does not flicker.
   *
   * @param before number of lines of the one before
   */
  String redraw(int before, List<Line> lines) {
    StringBuilder text = new StringBuilder();
    if (before > 0) {
      text.append("\u001b[").append(before).append("A\r");
    }
    for (Line line : lines) {
      text.append(encode(line)).append(CLEAR_REST_OF_LINE).append('\n');
    }
    return text.append(CLEAR_BELOW).toString();
  }

  /** One line. */
  String encode(Line line) {
    if (this == NO_COLOURS) {
      return line.text();
    }
    StringBuilder text = new StringBuilder();
    for (Line.Span span : line.spans()) {
      if (span.style() == Style.PLAIN) {
        text.append(span.text());
      } else {
        text.append("\u001b[").append(span.style().code()).append('m');
        text.append(span.text()).append(RESET);
      }
    }
    return text.toString();
  }
}
