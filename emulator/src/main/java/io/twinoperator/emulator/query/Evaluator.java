package io.twinoperator.emulator.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BiPredicate;

/**
 * The value of an expression for one row. Three-valued: what cannot be compared or computed is
 * undefined (a {@code MissingNode}), and undefined is not true.
 */
public final class Evaluator implements Expression.Visitor<JsonNode> {
  private static final JsonNode UNDEFINED = MissingNode.getInstance();

  private final Row row;

  private Evaluator(Row row) {
    this.row = row;
  }

  /** Whether the expression is the boolean true; anything else is no match. */
  public static boolean isTrue(Expression expression, Row row) {
    return value(expression, row).booleanValue();
  }

  /** The expression's value, a {@code MissingNode} for undefined. */
  public static JsonNode value(Expression expression, Row row) {
    return expression.accept(new Evaluator(row));
  }

  @Override
  public JsonNode constant(Expression.Constant node) {
    return node.value();
  }

  @Override
  public JsonNode reference(Expression.Reference node) {
    return row.at(node.path());
  }

  @Override
  public JsonNode comparison(Expression.Comparison node) {
    JsonNode left = node.left().accept(this);
    JsonNode right = node.right().accept(this);
    if (!Primitive.is(left) || !Primitive.is(right)) {
      return UNDEFINED;
    }
    OptionalInt order = Primitive.compare(left, right);
    if (order.isPresent()) {
      return BooleanNode.valueOf(holds(node.operator(), order.getAsInt()));
    }
    // Of different types only null is comparable: it differs from every value.
    if (!left.isNull() && !right.isNull()) {
      return UNDEFINED;
    }
    return switch (node.operator()) {
      case EQUAL -> BooleanNode.FALSE;
      case NOT_EQUAL -> BooleanNode.TRUE;
      case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> UNDEFINED;
    };
  }

  private static boolean holds(Expression.Comparator operator, int order) {
    return switch (operator) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
    };
  }

  @Override
  public JsonNode arithmetic(Expression.Arithmetic node) {
    JsonNode result = node.first().accept(this);
    for (Expression.Step step : node.steps()) {
      result = compute(step.operator(), result, step.operand().accept(this));
    }
    return result;
  }

  private static JsonNode compute(Expression.Operator operator, JsonNode left, JsonNode right) {
    if (!left.isNumber() || !right.isNumber()) {
      return UNDEFINED;
    }
    BigDecimal a = left.decimalValue();
    BigDecimal b = right.decimalValue();
    return switch (operator) {
      case PLUS -> number(a.add(b, MathContext.DECIMAL128));
      case MINUS -> number(a.subtract(b, MathContext.DECIMAL128));
      case TIMES -> number(a.multiply(b, MathContext.DECIMAL128));
      case DIVIDED_BY -> b.signum() == 0 ? UNDEFINED : number(a.divide(b, MathContext.DECIMAL128));
      case MODULO -> b.signum() == 0 ? UNDEFINED : remainder(left, right);
    };
  }

  private static JsonNode remainder(JsonNode left, JsonNode right) {
    // In decimals, the exact quotient of 1e300 by 1e-300 would be six hundred digits long.
    return left.canConvertToLong() && right.canConvertToLong() && isIntegral(left, right)
        ? number(BigDecimal.valueOf(left.longValue() % right.longValue()))
        : Primitive.finite(left.doubleValue() % right.doubleValue());
  }

  private static boolean isIntegral(JsonNode left, JsonNode right) {
    return left.isIntegralNumber() && right.isIntegralNumber();
  }

  private static JsonNode number(BigDecimal value) {
    return Primitive.number(value);
  }

  @Override
  public JsonNode membership(Expression.Membership node) {
    JsonNode value = node.operand().accept(this);
    if (!Primitive.is(value)) {
      return UNDEFINED;
    }
    boolean found = node.values().contains(value);
    return BooleanNode.valueOf(
        switch (node.presence()) {
          case IN -> found;
          case NOT_IN -> !found;
        });
  }

  @Override
  public JsonNode and(Expression.And node) {
    return fold(node.parts(), BooleanNode.FALSE, BooleanNode.TRUE);
  }

  @Override
  public JsonNode or(Expression.Or node) {
    return fold(node.parts(), BooleanNode.TRUE, BooleanNode.FALSE);
  }

  /** {@code decisive} as soon as one part has that value, undefined if one is no boolean. */
  private JsonNode fold(List<Expression> parts, BooleanNode decisive, BooleanNode otherwise) {
    JsonNode result = otherwise;
    for (Expression part : parts) {
      JsonNode value = part.accept(this);
      if (value.equals(decisive)) {
        return decisive;
      }
      if (!value.isBoolean()) {
        result = UNDEFINED;
      }
    }
    return result;
  }

  @Override
  public JsonNode not(Expression.Not node) {
    JsonNode value = node.operand().accept(this);
    return value.isBoolean() ? BooleanNode.valueOf(!value.booleanValue()) : UNDEFINED;
  }

  @Override
  public JsonNode call(Expression.Call node) {
    return switch (node.function()) {
      case IS_DEFINED -> BooleanNode.valueOf(!node.arguments().get(0).accept(this).isMissingNode());
      case STARTSWITH -> onTexts(node.arguments(), String::startsWith);
      case ENDSWITH -> onTexts(node.arguments(), String::endsWith);
    };
  }

  private JsonNode onTexts(List<Expression> arguments, BiPredicate<String, String> test) {
    JsonNode text = arguments.get(0).accept(this);
    JsonNode part = arguments.get(1).accept(this);
    return text.isTextual() && part.isTextual()
        ? BooleanNode.valueOf(test.test(text.textValue(), part.textValue()))
        : UNDEFINED;
  }
}
