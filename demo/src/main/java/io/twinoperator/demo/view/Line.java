package io.twinoperator.demo.view;

import java.util.ArrayList;
import java.util.List;

/** A line of styled text; every character is one column wide. */
record Line(List<Span> spans) {

  private static final String CUT = "…";

  /** Text in one style. */
  record Span(String text, Style style) {}

  /** Copies the spans. */
  Line {
    spans = List.copyOf(spans);
  }

  /** A line without text. */
  static Line empty() {
    return new Line(List.of());
  }

  /** This line with more text at its end. */
  Line plus(String text, Style style) {
    if (text.isEmpty()) {
      return this;
    }
    List<Span> more = new ArrayList<>(spans);
    more.add(new Span(text, style));
    return new Line(more);
  }

  /** This line with another at its end. */
  Line plus(Line other) {
    List<Span> more = new ArrayList<>(spans);
    more.addAll(other.spans);
    return new Line(more);
  }

  /** This line with text that fills so many columns, cut or padded. */
  Line cell(String text, int columns, Style style) {
    String cut = cut(text, columns);
    return plus(cut + " ".repeat(columns - cut.length()), style);
  }

  /** Number of columns. */
  int width() {
    return spans.stream().mapToInt(span -> span.text().length()).sum();
  }

  /** This line within so many columns; an ellipsis marks that something is missing. */
  Line fit(int columns) {
    if (width() <= columns) {
      return this;
    }
    Line line = empty();
    for (Span span : spans) {
      int left = columns - line.width();
      if (span.text().length() >= left) {
        return line.plus(span.text().substring(0, Math.max(0, left - 1)) + CUT, span.style());
      }
      line = line.plus(span.text(), span.style());
    }
    return line;
  }

  /** The text without its style. */
  String text() {
    StringBuilder text = new StringBuilder();
    spans.forEach(span -> text.append(span.text()));
    return text.toString();
  }

  static String cut(String text, int columns) {
    return text.length() <= columns ? text : text.substring(0, Math.max(0, columns - 1)) + CUT;
  }
}
