package io.twinoperator.emulator.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import org.pcollections.TreePMap;

/**
 * The rows of one collection at one moment, in the order of their keys, with indexes on some tag
 * paths. Immutable: a query walks over it without a lock, while the next one is made. A key is a
 * device id, or device id, slash, module id; neither id can hold a slash.
 */
public final class RowSet<R extends Row> {
  /** The most paths with an index; the one unused for longest makes way. */
  static final int MAX_INDEXES = 8;

  private final TreePMap<String, R> rows;
  // In the order of their last use; copied on each change, never changed.
  private final Map<Path, PathIndex<R>> indexes;

  private RowSet(TreePMap<String, R> rows, Map<Path, PathIndex<R>> indexes) {
    this.rows = rows;
    this.indexes = indexes;
  }

  static <R extends Row> RowSet<R> empty() {
    return new RowSet<>(TreePMap.empty(Comparator.naturalOrder()), Map.of());
  }

  /** How many rows there are. */
  public int size() {
    return rows.size();
  }

  RowSet<R> with(String key, Optional<R> row) {
    Optional<R> before = indexes.isEmpty() ? Optional.empty() : Optional.ofNullable(rows.get(key));
    Map<Path, PathIndex<R>> changed = new LinkedHashMap<>();
    indexes.forEach((path, index) -> changed.put(path, index.changed(key, before, row)));
    return new RowSet<>(
        row.isPresent() ? rows.plus(key, row.get()) : rows.minus(key),
        changed.isEmpty() ? indexes : changed);
  }

  /** With an index for each tag path that {@code where} compares with a constant. */
  RowSet<R> indexedFor(Expression where) {
    List<Path> wanted =
        Lookup.in(where).stream()
            .map(Lookup::path)
            .filter(RowSet::isTag)
            .map(RowSet::canonical)
            .distinct()
            .limit(MAX_INDEXES)
            .toList();
    if (wanted.isEmpty()) {
      return this;
    }
    Map<Path, PathIndex<R>> used = new LinkedHashMap<>(indexes);
    for (Path path : wanted) {
      PathIndex<R> index = used.remove(path);
      used.put(path, index == null ? PathIndex.of(path, rows) : index);
    }
    Iterator<Path> oldest = used.keySet().iterator();
    while (used.size() > MAX_INDEXES) {
      oldest.next();
      oldest.remove();
    }
    return new RowSet<>(rows, used);
  }

  /**
   * The rows behind the key {@code after} for which {@code where} may be true, in the order of
   * their keys.
   */
  public Iterator<Map.Entry<String, R>> candidates(
      Optional<Expression> where, Optional<String> after) {
    List<NavigableMap<String, R>> parts =
        where.flatMap(this::fewest).orElseGet(() -> List.of(rows)).stream()
            .map(part -> after.map(key -> part.tailMap(key, false)).orElse(part))
            .filter(part -> !part.isEmpty())
            .toList();
    return parts.size() == 1
        ? parts.get(0).entrySet().iterator()
        : new MergedRows<>(parts.stream().map(part -> part.entrySet().iterator()).toList());
  }

  /** Of all the ways to find the rows by a constant, the one with the fewest rows. */
  private Optional<List<NavigableMap<String, R>>> fewest(Expression where) {
    return Lookup.in(where).stream()
        .flatMap(lookup -> parts(lookup).stream())
        .min(Comparator.comparingLong(parts -> parts.stream().mapToLong(Map::size).sum()));
  }

  private Optional<List<NavigableMap<String, R>>> parts(Lookup lookup) {
    Path path = lookup.path();
    if (path.segments().size() == 1 && path.root().equals("deviceid")) {
      return Optional.of(named(lookup.values()));
    }
    return Optional.ofNullable(indexes.get(canonical(path)))
        .map(index -> index.lookup(lookup.values()));
  }

  private List<NavigableMap<String, R>> named(List<JsonNode> ids) {
    List<NavigableMap<String, R>> parts = new ArrayList<>();
    for (String id :
        ids.stream().filter(JsonNode::isTextual).map(JsonNode::textValue).distinct().toList()) {
      parts.add(rows.subMap(id, true, id, true));
      // '0' comes next after '/': all modules of the device.
      parts.add(rows.subMap(id + "/", true, id + "0", false));
    }
    return parts;
  }

  private static boolean isTag(Path path) {
    return path.root().equals("tags") && path.segments().size() > 1;
  }

  /** One path for all spellings of its root. */
  private static Path canonical(Path path) {
    List<String> segments = new ArrayList<>(path.segments());
    segments.set(0, path.root());
    return Path.of(segments);
  }
}
