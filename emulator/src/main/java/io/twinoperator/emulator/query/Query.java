package io.twinoperator.emulator.query;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A parsed query. Immutable.
 *
 * @param source what the rows are
 * @param elements what is answered of a row; empty for {@code *}
 * @param where which rows
 * @param groupBy one group per value at this path
 * @param top the most rows of all pages together
 */
public record Query(
    Source source,
    List<Element> elements,
    Optional<Expression> where,
    Optional<Path> groupBy,
    OptionalInt top) {

  /** Keeps its own copy of the elements. */
  public Query {
    elements = List.copyOf(elements);
  }

  /** The collections that can be queried. */
  public enum Source {
    DEVICES,
    DEVICES_MODULES,
    DEVICES_JOBS
  }

  /** {@code SELECT *}. */
  public boolean selectsAll() {
    return elements.isEmpty();
  }

  /** Whether rows are folded into groups, or into one row. */
  public boolean isAggregate() {
    return groupBy.isPresent() || elements.stream().anyMatch(Element::isAggregate);
  }

  /** Whether a row passes the WHERE clause. */
  public boolean selects(Row row) {
    return where.isEmpty() || Evaluator.isTrue(where.get(), row);
  }
}
