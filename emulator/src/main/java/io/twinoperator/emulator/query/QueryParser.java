package io.twinoperator.emulator.query;

import com.fasterxml.jackson.databind.node.BooleanNode;
import io.twinoperator.emulator.query.grammar.TwinQueryLexer;
import io.twinoperator.emulator.query.grammar.TwinQueryParser;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.jspecify.annotations.Nullable;

/** Text to tree. Every fault is a {@link QuerySyntaxException} with line and column. */
public final class QueryParser {
  /** The longest query or condition in characters (Azure documents, query language). */
  public static final int MAX_LENGTH = 8192;

  /** What the hub puts before a bare condition; its columns count from there. */
  private static final String CONDITION_PREFIX = "SELECT * FROM devices WHERE ";

  private static final String FROM_PREFIX = "SELECT * ";

  /** Deeper than anybody writes, and far from the end of the stack. */
  private static final int MAX_NESTING = 100;

  private QueryParser() {}

  /** Parses a whole query; {@code $metadata} in its WHERE is refused. */
  public static Query parse(String text) {
    return parse(text, MetadataInWhere.REFUSED);
  }

  /** Parses a whole query. */
  public static Query parse(String text, MetadataInWhere metadata) {
    return new TreeBuilder(0, metadata).query(parser(text, 0).query());
  }

  /**
   * Parses the condition of a job or a configuration: what stands behind WHERE, or {@code *} for
   * every device, or {@code FROM devices.modules WHERE ..}.
   */
  public static Condition parseCondition(String text, MetadataInWhere metadata) {
    String bare = text.strip();
    if (bare.equals("*")) {
      return new Condition(Query.Source.DEVICES, new Expression.Constant(BooleanNode.TRUE));
    }
    boolean hasFrom = bare.matches("(?is)from\\s.*");
    int offset = (hasFrom ? FROM_PREFIX : CONDITION_PREFIX).length();
    return new TreeBuilder(offset, metadata).condition(parser(text, offset).condition());
  }

  private static TwinQueryParser parser(String text, int offset) {
    if (text.length() > MAX_LENGTH) {
      throw new QuerySyntaxException(
          1, MAX_LENGTH + 1, "Longer than " + MAX_LENGTH + " characters: " + text.length());
    }
    FirstError firstError = new FirstError(offset);
    TwinQueryLexer lexer = new TwinQueryLexer(CharStreams.fromString(text));
    lexer.removeErrorListeners();
    lexer.addErrorListener(firstError);
    CommonTokenStream tokens = new CommonTokenStream(lexer);
    tokens.fill();
    checkNesting(tokens, offset);
    TwinQueryParser parser = new TwinQueryParser(tokens);
    parser.removeErrorListeners();
    parser.addErrorListener(firstError);
    parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
    return parser;
  }

  /** The parser recurses on parentheses and on NOT, so their depth is bounded before it runs. */
  private static void checkNesting(CommonTokenStream tokens, int offset) {
    int open = 0;
    int nots = 0;
    for (Token token : tokens.getTokens()) {
      switch (token.getType()) {
        case TwinQueryLexer.LPAREN -> open++;
        case TwinQueryLexer.RPAREN -> open--;
        default -> {}
      }
      nots = token.getType() == TwinQueryLexer.NOT ? nots + 1 : 0;
      if (open > MAX_NESTING || nots > MAX_NESTING) {
        throw error(token, offset, "Nested deeper than " + MAX_NESTING + " levels");
      }
    }
  }

  /** An error at a token; the offset applies to the first line only. */
  static QuerySyntaxException error(Token token, int offset, String problem) {
    return error(token.getLine(), token.getCharPositionInLine(), offset, problem);
  }

  private static QuerySyntaxException error(
      int line, int charPosition, int offset, String problem) {
    return new QuerySyntaxException(line, charPosition + 1 + (line == 1 ? offset : 0), problem);
  }

  private static final class FirstError extends BaseErrorListener {
    private final int offset;

    FirstError(int offset) {
      this.offset = offset;
    }

    @Override
    public void syntaxError(
        Recognizer<?, ?> recognizer,
        @Nullable Object symbol,
        int line,
        int charPosition,
        String message,
        @Nullable RecognitionException cause) {
      if (symbol instanceof Token stopped && recognizer instanceof TwinQueryParser parser) {
        ForeignWord.at(stopped, parser.getTokenStream())
            .ifPresent(
                word -> {
                  throw error(word, offset, ForeignWord.advice(word));
                });
      }
      throw error(line, charPosition, offset, message);
    }
  }
}
