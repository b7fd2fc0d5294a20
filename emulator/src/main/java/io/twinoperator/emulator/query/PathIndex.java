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

/** Every row by its value at one path, also if it has none. Immutable. */
final class PathIndex<R extends Row> {
  /** With more values than this, looking at each costs about as much as looking at the rows. */
  private static final int MOST_VALUES = 256;

  private final Path path;
  private final HashPMap<Object, TreePMap<String, R>> byValue;

  private PathIndex(Path path, HashPMap<Object, TreePMap<String, R>> byValue) {
    this.path = path;
    this.byValue = byValue;
  }

  static <R extends Row> PathIndex<R> of(Path path, Map<String, R> rows) {
    Map<Object, TreeMap<String, R>> groups = new HashMap<>();
    rows.forEach(
        (key, row) -> groups.computeIfAbsent(value(path, row), v -> new TreeMap<>()).put(key, row));
    HashPMap<Object, TreePMap<String, R>> byValue = HashTreePMap.empty();
    for (Map.Entry<Object, TreeMap<String, R>> group : groups.entrySet()) {
      byValue = byValue.plus(group.getKey(), TreePMap.fromSortedMap(group.getValue()));
    }
    return new PathIndex<>(path, byValue);
  }

  /** The rows for which a condition on this path holds, one map for each value, if it can say. */
  Optional<List<NavigableMap<String, R>>> find(PathCondition condition) {
    Optional<List<JsonNode>> constants = condition.constants();
    if (constants.isPresent()) {
      return Optional.of(equal(constants.get()));
    }
    return byValue.size() > MOST_VALUES
        ? Optional.empty()
        : Optional.of(groups().stream().filter(rows -> condition.holdsFor(sample(rows))).toList());
  }

  /** The rows of each value. */
  List<NavigableMap<String, R>> groups() {
    return List.copyOf(byValue.values());
  }

  PathIndex<R> changed(String key, Optional<R> before, Optional<R> after) {
    Optional<Object> from = before.map(row -> value(path, row));
    Optional<Object> to = after.map(row -> value(path, row));
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

  private List<NavigableMap<String, R>> equal(List<JsonNode> constants) {
    // Undefined, objects and arrays equal nothing, though rows may hold the same.
    return constants.stream()
        .filter(Primitive::is)
        .map(Primitive::key)
        .distinct()
        .<NavigableMap<String, R>>map(byValue::get)
        .filter(Objects::nonNull)
        .toList();
  }

  private JsonNode sample(NavigableMap<String, R> rows) {
    return rows.firstEntry().getValue().at(path);
  }

  private static <R> TreePMap<String, R> rows(
      HashPMap<Object, TreePMap<String, R>> byValue, Object value) {
    return byValue.getOrDefault(value, TreePMap.empty(Comparator.naturalOrder()));
  }

  private static Object value(Path path, Row row) {
    return Primitive.key(row.at(path));
  }
}
