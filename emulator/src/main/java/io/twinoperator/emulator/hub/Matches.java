package io.twinoperator.emulator.hub;

import io.twinoperator.emulator.query.Query;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Of the rows that may pass a WHERE those that do, found one at a time. */
final class Matches implements Iterator<TwinRow> {
  private final Query query;
  private final Iterator<Map.Entry<String, TwinRow>> candidates;
  private Optional<TwinRow> ahead = Optional.empty();

  Matches(Query query, Iterator<Map.Entry<String, TwinRow>> candidates) {
    this.query = query;
    this.candidates = candidates;
  }

  @Override
  public boolean hasNext() {
    while (ahead.isEmpty() && candidates.hasNext()) {
      ahead = Optional.of(candidates.next().getValue()).filter(query::selects);
    }
    return ahead.isPresent();
  }

  @Override
  public TwinRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    TwinRow found = ahead.orElseThrow();
    ahead = Optional.empty();
    return found;
  }
}
