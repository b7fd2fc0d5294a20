package io.twinoperator.emulator.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePMap;

/**
 * Rows by their value at one path. Immutable. Rows whose value equals no constant (undefined, an
 * object, an array) are not in it.
 */
final class PathIndex<R extends Row> {
  private final Path path;
  private final HashPMap<Object, TreePMap<String, R>> byValue;

  private PathIndex(Path path, HashPMap<Object, TreePMap<String, R>> byValue) {
    this.path = path;
    this.byValue = byValue;
  }

  static <R extends Row> PathIndex<R> of(Path path, Map<String, R> rows) {
    Map<Object, TreeMap<String, R>> groups = new HashMap<>();
    rows.forEach(
        (key, row) ->
            value(path, row)
                .ifPresent(v -> groups.computeIfAbsent(v, x -> new TreeMap<>()).put(key, row)));
    HashPMap<Object, TreePMap<String, R>> byValue = HashTreePMap.empty();
    for (Map.Entry<Object, TreeMap<String, R>> group : groups.entrySet()) {
      byValue = byValue.plus(group.getKey(), TreePMap.fromSortedMap(group.getValue()));
    }
    return new PathIndex<>(path, byValue);
  }

  /** Rows with one of these values, one map for each; values that no row has are left out. */
  List<NavigableMap<String, R>> lookup(List<JsonNode> values) {
    return values.stream()
        .map(Primitive::key)
        .distinct()
        .<NavigableMap<String, R>>map(byValue::get)
        .filter(Objects::nonNull)
        .toList();
  }

  PathIndex<R> changed(String key, Optional<R> before, Optional<R> after) {
    Optional<Object> from = before.flatMap(row -> value(path, row));
    Optional<Object> to = after.flatMap(row -> value(path, row));
    HashPMap<Object, TreePMap<String, R>> result = byValue;
    if (from.isPresent() && !from.equals(to)) {
      TreePMap<String, R> rest = rows(result, from.get()).minus(key);
      result = rest.isEmpty() ? result.minus(from.get()) : result.plus(from.get(), rest);
    }
    if (to.isPresent()) {
      result = result.plus(to.get(), rows(result, to.get()).plus(key, after.orElseThrow()));
    }
    return new PathIndex<>(path, result);
  }

  private static <R> TreePMap<String, R> rows(
      HashPMap<Object, TreePMap<String, R>> byValue, Object value) {
    return byValue.getOrDefault(value, TreePMap.empty(Comparator.naturalOrder()));
  }

  private static Optional<Object> value(Path path, Row row) {
    JsonNode value = row.at(path);
    return Primitive.is(value) ? Optional.of(Primitive.key(value)) : Optional.empty();
  }
}
