package io.twinoperator.emulator.query;

import io.twinoperator.emulator.query.grammar.TwinQueryLexer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;

/**
 * Words of other SQL dialects that IoT Hub does not have, and what to do without them. The Azure
 * documents know SELECT, TOP, FROM, WHERE and GROUP BY, and no other clause.
 */
final class ForeignWord {
  private static final Map<String, String> ADVICE =
      Map.ofEntries(
          Map.entry("order", "ORDER BY is not supported: sort the rows after reading them"),
          Map.entry("join", "JOIN is not supported: a query has one collection"),
          Map.entry("offset", "OFFSET is not supported: follow the continuation token"),
          Map.entry("limit", "LIMIT is not supported: use SELECT TOP n"),
          Map.entry("having", "HAVING is not supported: filter the groups after reading them"),
          Map.entry("distinct", "DISTINCT is not supported: use GROUP BY"),
          Map.entry("value", "SELECT VALUE is not supported: rows are objects"),
          Map.entry("union", "UNION is not supported: make two queries"),
          Map.entry("between", "BETWEEN is not supported: use >= and <="),
          Map.entry("like", "LIKE is not supported: use STARTSWITH or ENDSWITH"),
          Map.entry("is", "IS is not supported: use = null or IS_DEFINED"),
          Map.entry("*", "* stands alone in SELECT *, and COUNT takes no argument: COUNT()"),
          Map.entry("select", "A SELECT inside a query or a condition is not supported"));

  private ForeignWord() {}

  /** The foreign word at the token where parsing stopped, or between it and SELECT. */
  static Optional<Token> at(Token stopped, TokenStream tokens) {
    if (ADVICE.containsKey(word(stopped))) {
      return Optional.of(stopped);
    }
    int index = stopped.getTokenIndex();
    if (stopped.getType() == TwinQueryLexer.LPAREN
        && tokens.get(index + 1).getType() == TwinQueryLexer.SELECT) {
      return Optional.of(tokens.get(index + 1));
    }
    // SELECT VALUE x, SELECT DISTINCT x: the word itself could have been a property.
    return index > 1
            && tokens.get(index - 2).getType() == TwinQueryLexer.SELECT
            && ADVICE.containsKey(word(tokens.get(index - 1)))
        ? Optional.of(tokens.get(index - 1))
        : Optional.empty();
  }

  /** What to say of a word that {@link #at} found. */
  static String advice(Token found) {
    return ADVICE.getOrDefault(word(found), "'" + found.getText() + "' is not supported");
  }

  private static String word(Token token) {
    return token.getText().toLowerCase(Locale.ROOT);
  }
}
