package io.twinoperator.emulator.query;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The rows that match a WHERE: those of some lots for which the rest of the condition is true. */
public final class Selection<R extends Row> {
  private final List<NavigableMap<String, R>> lots;
  private final Optional<Expression> rest;

  Selection(List<NavigableMap<String, R>> lots, Optional<Expression> rest) {
    this.lots = lots.stream().filter(lot -> !lot.isEmpty()).toList();
    this.rest = rest;
  }

  /** In the order of their keys, from behind {@code after} on. */
  public Iterator<R> inOrder(Optional<String> after) {
    List<Iterator<Map.Entry<String, R>>> sorted =
        lots.stream()
            .map(lot -> after.<Map<String, R>>map(key -> lot.tailMap(key, false)).orElse(lot))
            .map(lot -> lot.entrySet().iterator())
            .toList();
    return new Matches<>(sorted.size() == 1 ? sorted.get(0) : new MergedRows<>(sorted), rest);
  }

  /** Folds every match into the groups of a query on these rows. */
  void into(Aggregation aggregation) {
    if (rest.isEmpty() && aggregation.isOneCount()) {
      lots.forEach(lot -> aggregation.addGroup(lot.values()));
    } else {
      // In order: which of two equal or incomparable values is answered depends on the first.
      inOrder(Optional.empty()).forEachRemaining(aggregation::add);
    }
  }

  long candidates() {
    return lots.stream().mapToLong(Map::size).sum();
  }

  private static final class Matches<R extends Row> implements Iterator<R> {
    private final Iterator<Map.Entry<String, R>> candidates;
    private final Optional<Expression> condition;
    private Optional<R> ahead = Optional.empty();

    Matches(Iterator<Map.Entry<String, R>> candidates, Optional<Expression> condition) {
      this.candidates = candidates;
      this.condition = condition;
    }

    @Override
    public boolean hasNext() {
      while (ahead.isEmpty() && candidates.hasNext()) {
        R row = candidates.next().getValue();
        if (condition.isEmpty() || Evaluator.isTrue(condition.get(), row)) {
          ahead = Optional.of(row);
        }
      }
      return ahead.isPresent();
    }

    @Override
    public R next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      R found = ahead.orElseThrow();
      ahead = Optional.empty();
      return found;
    }
  }
}
