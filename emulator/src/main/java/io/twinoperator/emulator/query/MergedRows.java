package io.twinoperator.emulator.query;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/** Several sorted sequences of rows as one, in the order of their keys. */
final class MergedRows<R> implements Iterator<Map.Entry<String, R>> {
  private final PriorityQueue<Head<R>> heads =
      new PriorityQueue<>(Comparator.comparing(head -> head.row().getKey()));

  MergedRows(List<Iterator<Map.Entry<String, R>>> parts) {
    parts.forEach(this::advance);
  }

  @Override
  public boolean hasNext() {
    return !heads.isEmpty();
  }

  @Override
  public Map.Entry<String, R> next() {
    Head<R> first = heads.poll();
    if (first == null) {
      throw new NoSuchElementException();
    }
    advance(first.rest());
    return first.row();
  }

  private void advance(Iterator<Map.Entry<String, R>> part) {
    if (part.hasNext()) {
      heads.add(new Head<>(part.next(), part));
    }
  }

  private record Head<R>(Map.Entry<String, R> row, Iterator<Map.Entry<String, R>> rest) {}
}
