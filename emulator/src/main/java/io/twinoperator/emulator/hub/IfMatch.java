package io.twinoperator.emulator.hub;

import org.jspecify.annotations.Nullable;

/** What an {@code If-Match} header asks of a write. */
public sealed interface IfMatch {

  /** No condition. */
  record Absent() implements IfMatch {}

  /** Any version of something that exists. */
  record Any() implements IfMatch {}

  /** This version only; {@code etag} is without its quotes. */
  record Tag(String etag) implements IfMatch {}

  /**
   * A header that is neither {@code *} nor quoted; {@link Switches.UnquotedEtag} says what it
   * means.
   */
  record Unquoted(String text) implements IfMatch {}

  /**
   * Reads a header: {@code "etag"} in quotes, {@code *} or {@code "*"}; null or blank is {@link
   * Absent}.
   */
  static IfMatch parse(@Nullable String header) {
    if (header == null || header.isBlank()) {
      return new Absent();
    }
    String text = header.strip();
    if (text.equals("*") || text.equals("\"*\"")) {
      return new Any();
    }
    if (text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")) {
      return new Tag(text.substring(1, text.length() - 1));
    }
    return new Unquoted(text);
  }
}
