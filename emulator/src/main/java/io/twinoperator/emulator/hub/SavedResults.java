package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The groups of recent queries that did not fit one page: the pages that follow are neither
 * computed anew nor shifted by what changes meanwhile. The oldest make way, so whoever comes later
 * than several large queries has the groups computed once more. Thread-safe.
 */
final class SavedResults {
  /** About 5 MB. */
  private static final int MOST_GROUPS = 20_000;

  private final Map<String, Saved> byId = new LinkedHashMap<>();
  private long lastId;
  private int total;

  /** Keeps the groups of a query; answers the id to find them by. */
  synchronized String keep(String query, List<JsonNode> groups) {
    String id = Long.toString(++lastId);
    byId.put(id, new Saved(query, groups));
    total += groups.size();
    while (total > MOST_GROUPS && byId.size() > 1) {
      forget(byId.keySet().iterator().next());
    }
    return id;
  }

  /** The groups with this id, if they are of this query and still kept. */
  synchronized Optional<List<JsonNode>> find(String id, String query) {
    return Optional.ofNullable(byId.get(id))
        .filter(found -> found.query().equals(query))
        .map(Saved::groups);
  }

  /** When the last page has been answered. */
  synchronized void forget(String id) {
    Saved gone = byId.remove(id);
    total -= gone == null ? 0 : gone.groups().size();
  }

  private record Saved(String query, List<JsonNode> groups) {}
}
