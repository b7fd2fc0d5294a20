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
import java.util.Set;
import java.util.stream.Stream;
import org.pcollections.TreePMap;

/**
 * The rows of one collection at one moment, in the order of their keys, with indexes on some paths.
 * Immutable: a query walks over it without a lock, while the next one is made. A key is a device
 * id, or device id, slash, module id; neither id can hold a slash.
 */
public final class RowSet<R extends Row> {
  /** The most paths with an index; the one unused for longest makes way. */
  static final int MAX_INDEXES = 16;

  private static final Set<String> ROOTS = Set.of("tags", "properties");
  private static final Set<String> FIELDS = Set.of("status", "connectionstate");

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

  /** The rows for which {@code where} is true; all if there is none. */
  public Selection<R> select(Optional<Expression> where) {
    return where.flatMap(this::fewest).orElseGet(() -> new Selection<>(List.of(rows), where));
  }

  /** Folds the rows that match into the groups of a query. */
  public void fold(Query query, Aggregation aggregation) {
    Optional<PathIndex<R>> grouped =
        query
            .groupBy()
            .map(path -> indexes.get(path.canonical()))
            .filter(any -> query.where().isEmpty());
    if (grouped.isPresent()) {
      grouped.get().groups().forEach(group -> aggregation.addGroup(group.values()));
    } else {
      select(query.where()).into(aggregation);
    }
  }

  RowSet<R> with(String key, Optional<R> row) {
    Optional<R> before = indexes.isEmpty() ? Optional.empty() : Optional.ofNullable(rows.get(key));
    Map<Path, PathIndex<R>> changed = new LinkedHashMap<>();
    indexes.forEach((path, index) -> changed.put(path, index.changed(key, before, row)));
    return new RowSet<>(
        row.isPresent() ? rows.plus(key, row.get()) : rows.minus(key),
        changed.isEmpty() ? indexes : changed);
  }

  /** With an index for each path that a WHERE part or the GROUP BY depends on. */
  RowSet<R> indexedFor(Optional<Expression> where, Optional<Path> groupBy) {
    List<Path> wanted =
        Stream.concat(
                where.map(PathCondition::in).orElse(List.of()).stream().map(PathCondition::path),
                groupBy.map(Path::canonical).stream())
            .filter(RowSet::isWorthAnIndex)
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

  /** Of all the parts that an index or the ids decide, the one with the fewest rows. */
  private Optional<Selection<R>> fewest(Expression where) {
    return PathCondition.in(where).stream()
        .flatMap(
            part -> found(part).map(lots -> new Selection<>(lots, part.restOf(where))).stream())
        .min(Comparator.comparingLong(Selection::candidates));
  }

  private Optional<List<NavigableMap<String, R>>> found(PathCondition part) {
    return part.path().equals(Path.of(List.of("deviceid")))
        ? part.constants().map(this::named)
        : Optional.ofNullable(indexes.get(part.path())).flatMap(index -> index.find(part));
  }

  private List<NavigableMap<String, R>> named(List<JsonNode> ids) {
    List<NavigableMap<String, R>> found = new ArrayList<>();
    ids.stream()
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .distinct()
        .forEach(
            id -> {
              found.add(rows.subMap(id, true, id, true));
              // '0' comes next after '/': all modules of the device.
              found.add(rows.subMap(id + "/", true, id + "0", false));
            });
    return found;
  }

  /** Ids, etags and times differ from row to row or change all the time. */
  private static boolean isWorthAnIndex(Path path) {
    boolean isLeaf =
        ROOTS.contains(path.root())
            && path.segments().stream().noneMatch(segment -> segment.startsWith("$"));
    return (isLeaf && path.segments().size() > 1)
        || (FIELDS.contains(path.root()) && path.segments().size() == 1);
  }
}
