package io.twinoperator.demo.view;

import io.twinoperator.demo.event.Event;
import java.io.PrintStream;
import java.util.Locale;

/** Prints a line for each event: for pipes and files. */
public record PlainLines(PrintStream out) implements Audience {

  @Override
  public void accept(Event event) {
    out.println(line(event));
    out.flush();
  }

  /** An event in a line: seconds since the start, kind, object, text. */
  static String line(Event event) {
    return String.format(
        Locale.ROOT,
        "%6.1f s  %-7s  %-20s  %s",
        event.at() / 1000.0,
        event.kind().name().toLowerCase(Locale.ROOT),
        event.object(),
        event.text());
  }

  @Override
  public void close() {
    out.flush();
  }
}
