package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The groups of a few recent queries that did not fit one page: the pages that follow are neither
 * computed anew nor shifted by what changes meanwhile. Whoever comes later than a few other queries
 * has them computed once more. Thread-safe.
 */
final class SavedResults {
  private static final int MOST = 4;

  private final Map<String, Saved> byId = new LinkedHashMap<>();
  private long lastId;

  /** Keeps the groups of a query; answers the id to find them by. */
  synchronized String keep(String query, List<JsonNode> groups) {
    String id = Long.toString(++lastId);
    byId.put(id, new Saved(query, groups));
    if (byId.size() > MOST) {
      byId.remove(byId.keySet().iterator().next());
    }
    return id;
  }

  /** The groups with this id, if they are of this query and still kept. */
  synchronized Optional<List<JsonNode>> find(String id, String query) {
    return Optional.ofNullable(byId.get(id))
        .filter(found -> found.query().equals(query))
        .map(Saved::groups);
  }

  private record Saved(String query, List<JsonNode> groups) {}
}
