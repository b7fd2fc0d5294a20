package io.twinoperator.demo.view;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How large the terminal is, asked again now and then, since people resize it. */
final class TerminalSize implements Supplier<Frame.Size> {
  private static final long ASK_EVERY_MILLIS = 1000;
  private static final Pattern ANSWER = Pattern.compile("(\\d+) (\\d+)\\s*");
  private static final File TERMINAL = new File("/dev/tty");

  private final InstantSource clock;
  private Frame.@Nullable Size known;
  private long askedAt;

  TerminalSize(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Frame.Size get() {
    long now = clock.millis();
    Frame.Size size = known;
    if (size == null || now - askedAt >= ASK_EVERY_MILLIS) {
      size = ask().orElse(Frame.Size.USUAL);
      known = size;
      askedAt = now;
    }
    return size;
  }

  private static Optional<Frame.Size> ask() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(TERMINAL)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return parse(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Rows and columns as {@code stty size} writes them; empty if it says nothing of use. */
  static Optional<Frame.Size> parse(String answer) {
    Matcher matcher = ANSWER.matcher(answer);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int rows = Integer.parseInt(matcher.group(1));
    int columns = Integer.parseInt(matcher.group(2));
    return rows < 2 || columns < 2 ? Optional.empty() : Optional.of(new Frame.Size(columns, rows));
  }
}
