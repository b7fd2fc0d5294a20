package io.twinoperator.emulator.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collection;

/**
 * One aggregate of one group. Values that cannot be folded (undefined, no number) are passed over.
 */
final class Accumulator {
  private final Element.Aggregate element;
  private long count;
  private BigDecimal sum = BigDecimal.ZERO;
  private JsonNode extreme = MissingNode.getInstance();

  Accumulator(Element.Aggregate element) {
    this.element = element;
  }

  Element.Aggregate element() {
    return element;
  }

  void add(Row row) {
    JsonNode value =
        element.argument().isEmpty() ? MissingNode.getInstance() : row.at(element.argument().get());
    switch (element.fold()) {
      case COUNT -> count++;
      case SUM, AVG -> addNumber(value);
      case MIN -> keep(value, -1);
      case MAX -> keep(value, 1);
    }
  }

  void addAll(Collection<? extends Row> rows) {
    if (element.fold() == Element.Fold.COUNT) {
      count += rows.size();
    } else {
      rows.forEach(this::add);
    }
  }

  JsonNode result() {
    return switch (element.fold()) {
      case COUNT -> LongNode.valueOf(count);
      case SUM -> Primitive.number(sum);
      case AVG ->
          count == 0
              ? MissingNode.getInstance()
              : Primitive.number(sum.divide(BigDecimal.valueOf(count), MathContext.DECIMAL64));
      case MIN, MAX -> extreme;
    };
  }

  private void addNumber(JsonNode value) {
    if (value.isNumber()) {
      sum = sum.add(value.decimalValue(), MathContext.DECIMAL128);
      count++;
    }
  }

  private void keep(JsonNode value, int wantedSign) {
    boolean ordered = value.isNumber() || value.isTextual();
    if (!ordered) {
      return;
    }
    // Of mixed types the type that came first decides; the others have no order with it.
    if (extreme.isMissingNode()
        || Integer.signum(Primitive.compare(value, extreme).orElse(0)) == wantedSign) {
      extreme = value;
    }
  }
}
