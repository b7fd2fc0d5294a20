package io.twinoperator.hub;

import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Section;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Pieces of text in the IoT Hub query language, escaped so that no value can end its literal. */
public final class QueryText {

  private static final Set<String> WORDS =
      Set.of(
          "select",
          "from",
          "where",
          "group",
          "order",
          "by",
          "as",
          "top",
          "in",
          "nin",
          "and",
          "or",
          "not",
          "null",
          "undefined",
          "true",
          "false",
          "count",
          "avg",
          "sum",
          "min",
          "max");

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

  /**
   * A leaf as a property in a query, such as {@code properties.desired.telemetryInterval}. A key
   * that is no plain name, or that is a word of the language, stands in double brackets.
   */
  public static String property(LeafPath path) {
    String section = path.section() == Section.TAGS ? "tags" : "properties.desired";
    return path.keys().stream()
        .map(key -> isPlainName(key) ? key : "[[" + key + "]]")
        .collect(Collectors.joining(".", section + ".", ""));
  }

  private static boolean isPlainName(String key) {
    return key.matches("[A-Za-z_][A-Za-z0-9_]*") && !WORDS.contains(key.toLowerCase(Locale.ROOT));
  }
}
