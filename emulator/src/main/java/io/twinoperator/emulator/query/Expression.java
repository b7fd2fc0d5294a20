package io.twinoperator.emulator.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A condition or value. Immutable; a {@code MissingNode} stands for undefined. */
public sealed interface Expression {

  /** Answers what the visitor makes of this node. */
  <R> R accept(Visitor<R> visitor);

  /** One case for each kind of node. */
  interface Visitor<R> {
    /** A literal. */
    R constant(Constant node);

    /** A value of the row. */
    R reference(Reference node);

    /** {@code = != < <= > >=}. */
    R comparison(Comparison node);

    /** {@code + - * / %}. */
    R arithmetic(Arithmetic node);

    /** {@code IN} and {@code NIN}. */
    R membership(Membership node);

    /** {@code AND}. */
    R and(And node);

    /** {@code OR}. */
    R or(Or node);

    /** {@code NOT}. */
    R not(Not node);

    /** {@code IS_DEFINED}, {@code STARTSWITH}, {@code ENDSWITH}. */
    R call(Call node);
  }

  /** A literal; undefined is a {@code MissingNode}. */
  record Constant(JsonNode value) implements Expression {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.constant(this);
    }
  }

  /** The value at a path of the row. */
  record Reference(Path path) implements Expression {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.reference(this);
    }
  }

  /** Two primitives compared. */
  record Comparison(Comparator operator, Expression left, Expression right) implements Expression {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.comparison(this);
    }
  }

  /** Numbers computed from left to right; flat, so that a long sum is not a deep tree. */
  record Arithmetic(Expression first, List<Step> steps) implements Expression {
    /** Keeps its own copy. */
    public Arithmetic {
      steps = List.copyOf(steps);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.arithmetic(this);
    }
  }

  /** What is done next to the number so far. */
  record Step(Operator operator, Expression operand) {}

  /** A primitive looked for in a list of constants. */
  record Membership(Expression operand, ConstantSet values, Presence presence)
      implements Expression {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.membership(this);
    }
  }

  /** True if all are. */
  record And(List<Expression> parts) implements Expression {
    /** Keeps its own copy. */
    public And {
      parts = List.copyOf(parts);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.and(this);
    }
  }

  /** True if one is. */
  record Or(List<Expression> parts) implements Expression {
    /** Keeps its own copy. */
    public Or {
      parts = List.copyOf(parts);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.or(this);
    }
  }

  /** The opposite of a boolean. */
  record Not(Expression operand) implements Expression {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.not(this);
    }
  }

  /** A function of the row. */
  record Call(Function function, List<Expression> arguments) implements Expression {
    /** Keeps its own copy. */
    public Call {
      arguments = List.copyOf(arguments);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.call(this);
    }
  }

  /** How two primitives are compared. */
  enum Comparator {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL
  }

  /** What is computed. */
  enum Operator {
    PLUS,
    MINUS,
    TIMES,
    DIVIDED_BY,
    MODULO
  }

  /** IN or NIN. */
  enum Presence {
    IN,
    NOT_IN
  }

  /** The functions that twin queries know on a live hub (azure-docs issues 105649 and 110329). */
  enum Function {
    IS_DEFINED(1),
    STARTSWITH(2),
    ENDSWITH(2);

    private final int arity;

    Function(int arity) {
      this.arity = arity;
    }

    int arity() {
      return arity;
    }
  }
}
