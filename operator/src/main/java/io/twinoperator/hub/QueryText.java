package io.twinoperator.hub;

import java.util.Collection;
import java.util.stream.Collectors;

/** Pieces of text in the IoT Hub query language, escaped so that no value can end its literal. */
public final class QueryText {

  private QueryText() {}

  /**
   * A string as a literal in single quotes. Quotes and backslashes are escaped, and what is not
   * printable ASCII is written as {@code \}{@code uXXXX}, which the language allows and every
   * client can send.
   */
  public static String literal(String value) {
    StringBuilder text = new StringBuilder(value.length() + 2).append('\'');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\'' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    return text.append('\'').toString();
  }

  /** Strings as a list for {@code IN}, such as {@code ['a','b']}. */
  public static String list(Collection<String> values) {
    return values.stream().map(QueryText::literal).collect(Collectors.joining(",", "[", "]"));
  }
}
