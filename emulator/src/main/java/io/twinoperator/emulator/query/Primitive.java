package io.twinoperator.emulator.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.util.OptionalInt;

/** Comparison and numbers, by value and not by how a number happens to be stored. */
final class Primitive {
  private Primitive() {}

  static boolean is(JsonNode node) {
    return node.isValueNode();
  }

  /** An object equal for equal values: 3 and 3.0 are one key. */
  static Object key(JsonNode node) {
    if (!node.isNumber()) {
      return node;
    }
    return node.isIntegralNumber() && node.canConvertToLong()
        ? (Object) node.longValue()
        : key(node.decimalValue().stripTrailingZeros());
  }

  private static Object key(BigDecimal plain) {
    // The largest longs have 19 digits: as a long below, so as a long here.
    return plain.scale() <= 0 && plain.toBigInteger().bitLength() < 64
        ? (Object) plain.longValueExact()
        : plain;
  }

  /** Whole, and of at most 18 digits. */
  private static boolean isSmallWhole(BigDecimal plain) {
    return plain.scale() <= 0 && (long) plain.precision() - plain.scale() <= 18;
  }

  /** Order of two primitives of one type; empty when their types have no order between them. */
  static OptionalInt compare(JsonNode left, JsonNode right) {
    if (left.isIntegralNumber()
        && right.isIntegralNumber()
        && left.canConvertToLong()
        && right.canConvertToLong()) {
      return OptionalInt.of(Long.compare(left.longValue(), right.longValue()));
    }
    if (left.isNumber() && right.isNumber()) {
      return OptionalInt.of(left.decimalValue().compareTo(right.decimalValue()));
    }
    if (left.isTextual() && right.isTextual()) {
      return OptionalInt.of(left.textValue().compareTo(right.textValue()));
    }
    if (left.isBoolean() && right.isBoolean()) {
      return OptionalInt.of(Boolean.compare(left.booleanValue(), right.booleanValue()));
    }
    return left.isNull() && right.isNull() ? OptionalInt.of(0) : OptionalInt.empty();
  }

  /** A whole number where it is one and fits, else a double; a MissingNode beyond doubles. */
  static JsonNode number(BigDecimal value) {
    BigDecimal plain = value.stripTrailingZeros();
    return isSmallWhole(plain)
        ? LongNode.valueOf(plain.longValueExact())
        : finite(plain.doubleValue());
  }

  /** The double, or a MissingNode for an infinite one and for NaN, which JSON cannot hold. */
  static JsonNode finite(double value) {
    return Double.isFinite(value) ? DoubleNode.valueOf(value) : MissingNode.getInstance();
  }
}
