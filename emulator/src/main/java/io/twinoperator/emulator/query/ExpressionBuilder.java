package io.twinoperator.emulator.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.twinoperator.emulator.query.grammar.TwinQueryBaseVisitor;
import io.twinoperator.emulator.query.grammar.TwinQueryLexer;
import io.twinoperator.emulator.query.grammar.TwinQueryParser;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;

/** Turns conditions and values of the parse tree into {@link Expression}s. */
final class ExpressionBuilder extends TwinQueryBaseVisitor<Expression> {
  private final int offset;
  private final MetadataInWhere metadata;

  ExpressionBuilder(int offset, MetadataInWhere metadata) {
    this.offset = offset;
    this.metadata = metadata;
  }

  Expression of(ParseTree tree) {
    return tree.accept(this);
  }

  @Override
  public Expression visitExpression(TwinQueryParser.ExpressionContext context) {
    List<Expression> parts = context.conjunction().stream().map(this::of).toList();
    return parts.size() == 1 ? parts.get(0) : new Expression.Or(parts);
  }

  @Override
  public Expression visitConjunction(TwinQueryParser.ConjunctionContext context) {
    List<Expression> parts = context.negation().stream().map(this::of).toList();
    return parts.size() == 1 ? parts.get(0) : new Expression.And(parts);
  }

  @Override
  public Expression visitNot(TwinQueryParser.NotContext context) {
    return new Expression.Not(of(context.negation()));
  }

  @Override
  public Expression visitPlain(TwinQueryParser.PlainContext context) {
    return of(context.comparison());
  }

  @Override
  public Expression visitCompare(TwinQueryParser.CompareContext context) {
    return context.operator == null
        ? of(context.left)
        : new Expression.Comparison(
            comparator(context.operator), of(context.left), of(context.right));
  }

  @Override
  public Expression visitMembership(TwinQueryParser.MembershipContext context) {
    return new Expression.Membership(
        of(context.left),
        new ConstantSet(literals(context.array())),
        context.operator.getType() == TwinQueryLexer.IN
            ? Expression.Presence.IN
            : Expression.Presence.NOT_IN);
  }

  @Override
  public Expression visitSum(TwinQueryParser.SumContext context) {
    return leftToRight(context.product(), context.operators);
  }

  @Override
  public Expression visitProduct(TwinQueryParser.ProductContext context) {
    return leftToRight(context.primary(), context.operators);
  }

  private Expression leftToRight(List<? extends ParseTree> operands, List<Token> operators) {
    Expression first = of(operands.get(0));
    if (operators.isEmpty()) {
      return first;
    }
    List<Expression.Step> steps = new ArrayList<>();
    for (int i = 0; i < operators.size(); i++) {
      steps.add(new Expression.Step(operator(operators.get(i)), of(operands.get(i + 1))));
    }
    return new Expression.Arithmetic(first, steps);
  }

  @Override
  public Expression visitGroup(TwinQueryParser.GroupContext context) {
    return of(context.expression());
  }

  @Override
  public Expression visitConstantValue(TwinQueryParser.ConstantValueContext context) {
    return new Expression.Constant(literal(context.constant()));
  }

  @Override
  public Expression visitPathValue(TwinQueryParser.PathValueContext context) {
    Path path = path(context.path());
    if (metadata == MetadataInWhere.REFUSED && path.segments().contains("$metadata")) {
      throw QueryParser.error(
          context.getStart(), offset, "$metadata cannot be asked for in a condition");
    }
    return new Expression.Reference(path);
  }

  @Override
  public Expression visitArrayValue(TwinQueryParser.ArrayValueContext context) {
    return new Expression.Constant(
        JsonNodeFactory.instance.arrayNode().addAll(literals(context.array())));
  }

  @Override
  public Expression visitCall(TwinQueryParser.CallContext context) {
    Expression.Function function = function(context.function);
    List<Expression> arguments = context.expression().stream().map(this::of).toList();
    if (arguments.size() != function.arity()) {
      throw QueryParser.error(
          context.function,
          offset,
          function + " takes " + function.arity() + " arguments, not " + arguments.size());
    }
    return new Expression.Call(function, arguments);
  }

  private Expression.Function function(Token name) {
    for (Expression.Function function : Expression.Function.values()) {
      if (function.name().equalsIgnoreCase(name.getText())) {
        return function;
      }
    }
    throw QueryParser.error(name, offset, RouteFunction.refusal(name.getText()));
  }

  private List<JsonNode> literals(TwinQueryParser.ArrayContext context) {
    return context.constant().stream().map(this::literal).toList();
  }

  private JsonNode literal(TwinQueryParser.ConstantContext context) {
    String text = context.getText();
    return switch (context.getStop().getType()) {
      case TwinQueryLexer.INTEGER -> number(context.getStop(), new BigInteger(text));
      case TwinQueryLexer.HEX -> number(context.getStop(), new BigInteger(text.substring(2), 16));
      case TwinQueryLexer.DECIMAL -> decimal(context.getStop(), text);
      case TwinQueryLexer.STRING -> TextNode.valueOf(unescape(text));
      case TwinQueryLexer.TRUE -> BooleanNode.TRUE;
      case TwinQueryLexer.FALSE -> BooleanNode.FALSE;
      case TwinQueryLexer.NULL -> NullNode.getInstance();
      default -> MissingNode.getInstance();
    };
  }

  private JsonNode number(Token token, BigInteger value) {
    return finite(token, Primitive.number(new BigDecimal(value)));
  }

  private JsonNode decimal(Token token, String text) {
    return finite(token, Primitive.finite(Double.parseDouble(text)));
  }

  private JsonNode finite(Token token, JsonNode number) {
    if (number.isMissingNode()) {
      throw QueryParser.error(token, offset, "Number " + token.getText() + " is too large");
    }
    return number;
  }

  private static String unescape(String quoted) {
    StringBuilder text = new StringBuilder(quoted.length());
    int at = 1;
    while (at < quoted.length() - 1) {
      char c = quoted.charAt(at);
      boolean escape = c == '\\';
      char meant = escape ? quoted.charAt(at + 1) : c;
      if (escape && meant == 'u') {
        text.append((char) Integer.parseInt(quoted.substring(at + 2, at + 6), 16));
        at += 6;
      } else {
        text.append(meant);
        at += escape ? 2 : 1;
      }
    }
    return text.toString();
  }

  static Path path(TwinQueryParser.PathContext context) {
    return Path.of(context.name().stream().map(ExpressionBuilder::name).toList());
  }

  static String name(TwinQueryParser.NameContext context) {
    String text = context.getText();
    return context.ESCAPED() == null ? text : text.substring(2, text.length() - 2);
  }

  private static Expression.Comparator comparator(Token token) {
    return switch (token.getType()) {
      case TwinQueryLexer.EQ -> Expression.Comparator.EQUAL;
      case TwinQueryLexer.NE -> Expression.Comparator.NOT_EQUAL;
      case TwinQueryLexer.LT -> Expression.Comparator.LESS;
      case TwinQueryLexer.LE -> Expression.Comparator.LESS_OR_EQUAL;
      case TwinQueryLexer.GT -> Expression.Comparator.GREATER;
      default -> Expression.Comparator.GREATER_OR_EQUAL;
    };
  }

  private static Expression.Operator operator(Token token) {
    return switch (token.getType()) {
      case TwinQueryLexer.PLUS -> Expression.Operator.PLUS;
      case TwinQueryLexer.MINUS -> Expression.Operator.MINUS;
      case TwinQueryLexer.STAR -> Expression.Operator.TIMES;
      case TwinQueryLexer.SLASH -> Expression.Operator.DIVIDED_BY;
      default -> Expression.Operator.MODULO;
    };
  }
}
