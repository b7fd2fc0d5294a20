package io.twinoperator.benchmarks.server;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The process that started this one, seen from here. */
final class Parent {
  private Parent() {}

  /** Says one line and waits until the parent closes our standard input, or is gone. */
  static void serve(String line) {
    System.out.println(line);
    System.out.flush();
    try {
      while (System.in.read() >= 0) {
        // Nothing is ever sent; only the end counts.
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
