package io.twinoperator.emulator.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/**
 * What every match of a condition must have: one of these constants at a path. Found in {@code =}
 * and {@code IN}, alone or as a part of an {@code AND}.
 *
 * @param path where
 * @param values one of them; none for a comparison with undefined
 */
record Lookup(Path path, List<JsonNode> values) {
  private static final Finder FINDER = new Finder();

  /** Keeps its own copy of the values. */
  Lookup {
    values = List.copyOf(values);
  }

  /** Every lookup that {@code condition} implies; none where it may hold without any. */
  static List<Lookup> in(Expression condition) {
    return condition.accept(FINDER).toList();
  }

  private static final class Finder implements Expression.Visitor<Stream<Lookup>> {
    @Override
    public Stream<Lookup> comparison(Expression.Comparison node) {
      if (node.operator() != Expression.Comparator.EQUAL) {
        return Stream.empty();
      }
      return Stream.concat(equal(node.left(), node.right()), equal(node.right(), node.left()));
    }

    private static Stream<Lookup> equal(Expression path, Expression value) {
      return path instanceof Expression.Reference reference
              && value instanceof Expression.Constant constant
          ? Stream.of(new Lookup(reference.path(), List.of(constant.value())))
          : Stream.empty();
    }

    @Override
    public Stream<Lookup> membership(Expression.Membership node) {
      return node.presence() == Expression.Presence.IN
              && node.operand() instanceof Expression.Reference reference
          ? Stream.of(new Lookup(reference.path(), node.values().values()))
          : Stream.empty();
    }

    @Override
    public Stream<Lookup> and(Expression.And node) {
      return node.parts().stream().flatMap(part -> part.accept(this));
    }

    @Override
    public Stream<Lookup> constant(Expression.Constant node) {
      return Stream.empty();
    }

    @Override
    public Stream<Lookup> reference(Expression.Reference node) {
      return Stream.empty();
    }

    @Override
    public Stream<Lookup> arithmetic(Expression.Arithmetic node) {
      return Stream.empty();
    }

    @Override
    public Stream<Lookup> or(Expression.Or node) {
      return Stream.empty();
    }

    @Override
    public Stream<Lookup> not(Expression.Not node) {
      return Stream.empty();
    }

    @Override
    public Stream<Lookup> call(Expression.Call node) {
      return Stream.empty();
    }
  }
}
