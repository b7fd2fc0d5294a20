package io.twinoperator.demo;

import io.twinoperator.demo.view.LiveView.Colours;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What standard output is.
 *
 * @param isTerminal whether it is a terminal that can move its cursor
 * @param colours whether they are wanted
 */
record Screen(boolean isTerminal, Colours colours) {

  /** Set by the launcher, since a JVM cannot tell before JDK 22. */
  private static final String TERMINAL = "twinoperator.demo.terminal";

  /**
   * Finds out.
   *
   * @param noColour whether the command line wants none
   */
  static Screen of(boolean noColour, Map<String, String> environment) {
    boolean dumb = "dumb".equals(environment.getOrDefault("TERM", "dumb"));
    // https://no-color.org: any value but an empty one.
    boolean plain = noColour || !environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Screen(Boolean.getBoolean(TERMINAL) && !dumb, plain ? Colours.NO : Colours.YES);
  }

  /** Standard output in UTF-8, whatever the locale: bars are drawn with it. */
  static PrintStream standardOutput() {
    return new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
  }
}
