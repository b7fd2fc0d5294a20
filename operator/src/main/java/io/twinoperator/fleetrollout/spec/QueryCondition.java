package io.twinoperator.fleetrollout.spec;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks through a condition of the IoT Hub query language for what would not stay inside the
 * parentheses that are put around it: strings, parentheses and brackets that are not ended or not
 * begun, comments, and words that begin another part of a query. Whether the condition says
 * anything sensible is for the hub to find.
 */
public final class QueryCondition {
  private static final Set<String> OTHER_PARTS = Set.of("SELECT", "FROM", "WHERE");

  private final String text;
  private final Deque<Character> open = new ArrayDeque<>();
  private int at;

  private QueryCondition(String text) {
    this.text = text;
  }

  /** The conditions as one that holds where all of them do. */
  public static String allOf(Collection<String> conditions) {
    return conditions.stream()
        .map(condition -> "(" + condition + ")")
        .collect(Collectors.joining(" AND "));
  }

  /** What is wrong with a condition, and what to do; empty if it is whole in itself. */
  public static Optional<String> flaw(String condition) {
    return condition.isBlank()
        ? Optional.of("is blank; write a condition such as tags.location.floor = 3")
        : new QueryCondition(condition).flaw();
  }

  private Optional<String> flaw() {
    while (at < text.length()) {
      Optional<String> found = next();
      if (found.isPresent()) {
        return found;
      }
    }
    return open.isEmpty()
        ? Optional.empty()
        : Optional.of("has a '%c' that is never closed".formatted(open.peek()));
  }

  /** Goes past one piece of the text. */
  private Optional<String> next() {
    char c = text.charAt(at);
    if (c == '\'' || c == '"') {
      return string(c);
    }
    if (text.startsWith("[[", at)) {
      return escapedName();
    }
    if (text.startsWith("--", at) || text.startsWith("/*", at)) {
      return Optional.of(
          "has '%s' at character %d, which may begin a comment: leave it out"
              .formatted(text.substring(at, at + 2), at + 1));
    }
    if (Character.isJavaIdentifierStart(c)) {
      return word();
    }
    at++;
    return switch (c) {
      case '(', '[' -> {
        open.push(c);
        yield Optional.empty();
      }
      case ')' -> closes('(', c);
      case ']' -> closes('[', c);
      default -> Optional.empty();
    };
  }

  private Optional<String> closes(char opening, char closing) {
    if (!open.isEmpty() && open.peek() == opening) {
      open.pop();
      return Optional.empty();
    }
    return Optional.of(
        "closes with '%c' at character %d what it has not opened".formatted(closing, at));
  }

  private Optional<String> string(char quote) {
    int begin = at++;
    while (at < text.length() && text.charAt(at) != quote && text.charAt(at) != '\n') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    if (at >= text.length() || text.charAt(at) != quote) {
      return Optional.of(
          "has a string that begins with %c at character %d and does not end"
              .formatted(quote, begin + 1));
    }
    at++;
    return Optional.empty();
  }

  /** A name in double brackets; with quotes or parentheses in it, it could be read otherwise. */
  private Optional<String> escapedName() {
    int begin = at;
    int end = text.indexOf("]]", at);
    if (end < 0 || !text.substring(begin + 2, end).matches("[^\\[\\]'\"()\\\\\\r\\n]+")) {
      return Optional.of(
          "has '[[' at character %d with no plain name and ']]' after it".formatted(begin + 1));
    }
    at = end + 2;
    return Optional.empty();
  }

  private Optional<String> word() {
    int begin = at;
    while (at < text.length() && Character.isJavaIdentifierPart(text.charAt(at))) {
      at++;
    }
    String word = text.substring(begin, at);
    if (!OTHER_PARTS.contains(word.toUpperCase(Locale.ROOT))) {
      return Optional.empty();
    }
    return Optional.of(
        begin > 0 && text.charAt(begin - 1) == '.'
            ? "has the reserved word %s as a name: write [[%s]]".formatted(word, word)
            : "has the word %s: write the condition alone, without SELECT, FROM and WHERE"
                .formatted(word));
  }
}
