package io.twinoperator.emulator.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A part of a WHERE, all of it or one of the parts of its AND, that depends on one value of a row
 * alone.
 *
 * @param path where that value is
 * @param part true for every match
 */
record PathCondition(Path path, Expression part) {

  /** Every such part; each must be true for the whole to be true. */
  static List<PathCondition> in(Expression where) {
    List<PathCondition> found = new ArrayList<>();
    for (Expression part : parts(where)) {
      Set<Path> paths = ReferencedPaths.of(part);
      if (paths.size() == 1) {
        found.add(new PathCondition(paths.iterator().next(), part));
      }
    }
    return found;
  }

  /** The whole without this part; empty if it is the whole. */
  Optional<Expression> restOf(Expression where) {
    List<Expression> rest = new ArrayList<>(parts(where));
    rest.remove(part);
    return rest.isEmpty() ? Optional.empty() : Optional.of(new Expression.And(rest));
  }

  boolean holdsFor(JsonNode value) {
    return Evaluator.isTrue(part, anyPath -> value);
  }

  /** The constants one of which the value must equal, where the part is an {@code =} or IN. */
  Optional<List<JsonNode>> constants() {
    if (part instanceof Expression.Membership membership
        && membership.presence() == Expression.Presence.IN
        && membership.operand() instanceof Expression.Reference) {
      return Optional.of(membership.values().values());
    }
    if (part instanceof Expression.Comparison comparison
        && comparison.operator() == Expression.Comparator.EQUAL) {
      return constant(comparison.left(), comparison.right())
          .or(() -> constant(comparison.right(), comparison.left()));
    }
    return Optional.empty();
  }

  private static Optional<List<JsonNode>> constant(Expression path, Expression value) {
    return path instanceof Expression.Reference && value instanceof Expression.Constant constant
        ? Optional.of(List.of(constant.value()))
        : Optional.empty();
  }

  private static List<Expression> parts(Expression where) {
    return where instanceof Expression.And and ? and.parts() : List.of(where);
  }
}
