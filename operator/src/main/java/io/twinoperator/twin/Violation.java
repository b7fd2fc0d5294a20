package io.twinoperator.twin;

/**
 * A rule that a document breaks.
 *
 * @param path where, as in {@code desired.a[2].b}
 * @param rule the value, the limit, and what to do
 */
public record Violation(String path, String rule) {

  /** The sentence for a condition's message. */
  @Override
  public String toString() {
    return path + ": " + rule;
  }
}
