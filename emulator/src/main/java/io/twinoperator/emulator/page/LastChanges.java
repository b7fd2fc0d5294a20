package io.twinoperator.emulator.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * What changed last in a twin, as far as its {@code $metadata} says: which leaves were written,
 * when, and by which version. A write of the value that was there already counts as well, a deleted
 * leaf has left no trace, and tags have no metadata at all.
 */
final class LastChanges {
  private static final String TIME = "$lastUpdated";
  private static final String VERSION = "$lastUpdatedVersion";

  private LastChanges() {}

  /**
   * A leaf and its last write.
   *
   * @param path from the root of the twin, for example {@code properties.desired.fan.speed}
   * @param value JSON text
   * @param time as the hub writes times
   * @param version the version of the desired properties that wrote it; reported ones have none
   * @param newest whether its section has no later write
   */
  record Change(String path, String value, String time, OptionalLong version, boolean newest) {}

  /** The leaves of desired and reported properties, the last written first. */
  static List<Change> of(JsonNode twin) {
    List<Change> changes = new ArrayList<>();
    for (String name : List.of("desired", "reported")) {
      JsonNode section = twin.path("properties").path(name);
      String lastWrite = section.path("$metadata").path(TIME).asText();
      collect("properties." + name, section, section.path("$metadata"), lastWrite, changes);
    }
    // The hub's times have one length, so they sort as text.
    changes.sort(Comparator.comparing(Change::time).reversed().thenComparing(Change::path));
    return List.copyOf(changes);
  }

  private static void collect(
      String path, JsonNode values, JsonNode metadata, String lastWrite, List<Change> into) {
    values
        .properties()
        .forEach(
            entry -> {
              String key = entry.getKey();
              if (key.startsWith("$")) {
                return;
              }
              JsonNode stamp = metadata.path(key);
              String below = path + "." + key;
              if (entry.getValue() instanceof ObjectNode inner && !inner.isEmpty()) {
                collect(below, inner, stamp, lastWrite, into);
              } else if (stamp.has(TIME)) {
                into.add(change(below, entry.getValue(), stamp, lastWrite));
              }
            });
  }

  private static Change change(String path, JsonNode value, JsonNode stamp, String lastWrite) {
    String time = stamp.path(TIME).asText();
    return new Change(
        path,
        value.toString(),
        time,
        stamp.has(VERSION)
            ? OptionalLong.of(stamp.path(VERSION).longValue())
            : OptionalLong.empty(),
        time.equals(lastWrite));
  }
}
