package io.twinoperator.emulator.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Rows folded into groups, one pass, one accumulator per group and element. An aggregate without an
 * alias is answered under its name in lower case; a row without a value at the GROUP BY path
 * belongs to a group whose answer lacks that key.
 */
public final class Aggregation {
  private final Query query;
  private final Projection projection;
  private final Map<Object, Group> groups = new HashMap<>();

  /** For a query that {@link Query#isAggregate()}. */
  public Aggregation(Query query, Projection projection) {
    this.query = query;
    this.projection = projection;
    if (query.groupBy().isEmpty()) {
      // Without GROUP BY there is one answer, even for no rows: a count of 0.
      groups.put(JsonNodeFactory.instance.missingNode(), newGroup(row -> missing()));
    }
  }

  /** Folds in a row that passed the WHERE clause. */
  public void add(Row row) {
    group(row).add(row);
  }

  /** Folds in rows that passed the WHERE clause and belong to one group, at least one. */
  void addGroup(Collection<? extends Row> rows) {
    group(rows.iterator().next()).addAll(rows);
  }

  /** Whether all that is asked of the rows is how many they are. */
  boolean isOneCount() {
    return query.groupBy().isEmpty()
        && query.elements().stream()
            .allMatch(
                element ->
                    element instanceof Element.Aggregate aggregate
                        && aggregate.fold() == Element.Fold.COUNT);
  }

  /** One answer per group, in an order that depends on the groups alone. */
  public List<JsonNode> results() {
    NavigableMap<String, JsonNode> sorted = new TreeMap<>();
    groups.forEach((key, group) -> sorted.put(sortKey(key), group.result()));
    return List.copyOf(sorted.values());
  }

  /** Different for different groups; those without a value come last. */
  private static String sortKey(Object key) {
    return key.equals(missing()) ? "\uffff" : key.toString();
  }

  private Group group(Row row) {
    Object key =
        Primitive.key(query.groupBy().isEmpty() ? missing() : row.at(query.groupBy().get()));
    Group present = groups.get(key);
    if (present == null) {
      present = newGroup(row);
      groups.put(key, present);
    }
    return present;
  }

  private Group newGroup(Row first) {
    Map<Element.Aggregate, Accumulator> accumulators = new LinkedHashMap<>();
    for (Element element : query.elements()) {
      if (element instanceof Element.Aggregate aggregate) {
        accumulators.put(aggregate, new Accumulator(aggregate));
      }
    }
    return new Group(projection.project(query, first), new ArrayList<>(accumulators.values()));
  }

  private static JsonNode missing() {
    return JsonNodeFactory.instance.missingNode();
  }

  private record Group(ObjectNode columns, List<Accumulator> accumulators) {
    void add(Row row) {
      accumulators.forEach(accumulator -> accumulator.add(row));
    }

    void addAll(Collection<? extends Row> rows) {
      accumulators.forEach(accumulator -> accumulator.addAll(rows));
    }

    ObjectNode result() {
      ObjectNode json = columns.deepCopy();
      for (Accumulator accumulator : accumulators) {
        JsonNode value = accumulator.result();
        if (!value.isMissingNode()) {
          Element.Aggregate element = accumulator.element();
          json.set(element.alias().orElse(element.fold().name().toLowerCase(Locale.ROOT)), value);
        }
      }
      return json;
    }
  }
}
