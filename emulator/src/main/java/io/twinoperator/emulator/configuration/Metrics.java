package io.twinoperator.emulator.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.query.QuerySyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Queries and the numbers of their rows.
 *
 * @param queries by name, in the order given
 * @param results by name, of the last evaluation; empty before the first
 */
record Metrics(Map<String, String> queries, SortedMap<String, Long> results) {
  /** A comment in a published sample for Node says so; no document that was read does. */
  private static final int MAXIMUM = 5;

  /** Reads {@code {"queries": {...}}}; throws {@link ConfigurationRefusedException}. */
  static Metrics of(JsonNode node, ManagedTwins twins) {
    Map<String, String> queries = texts(node.path("queries"));
    if (queries.size() > MAXIMUM) {
      throw invalid("There are " + queries.size() + " metrics, the maximum is " + MAXIMUM);
    }
    queries.forEach((name, query) -> check(name, query, twins));
    return new Metrics(queries, new TreeMap<>());
  }

  private static void check(String name, String query, ManagedTwins twins) {
    try {
      twins.checkQuery(query);
    } catch (QuerySyntaxException malformed) {
      throw invalid("The query of metric '" + name + "' is not valid: " + malformed.getMessage());
    }
  }

  /** The members of an object that are text; of anything else none. */
  static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    object.properties().forEach(e -> texts.put(e.getKey(), e.getValue().asText("")));
    return texts;
  }

  /** The same queries with what they yield now; one that cannot be run now has no result. */
  Metrics counted(ManagedTwins twins) {
    SortedMap<String, Long> counted = new TreeMap<>();
    queries.forEach(
        (name, query) -> {
          try {
            counted.put(name, twins.rows(query));
          } catch (QuerySyntaxException notNow) {
            counted.remove(name);
          }
        });
    return new Metrics(queries, counted);
  }

  ObjectNode json() {
    return json(queries, results);
  }

  static ObjectNode json(Map<String, String> queries, Map<String, Long> results) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ObjectNode counts = json.putObject("results");
    results.forEach(counts::put);
    ObjectNode texts = json.putObject("queries");
    queries.forEach(texts::put);
    return json;
  }

  private static ConfigurationRefusedException invalid(String message) {
    return new ConfigurationRefusedException(ConfigurationRefusal.METRICS_QUERY, message);
  }
}
