package io.twinoperator.emulator.twin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.time.HubTime;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * What one write leaves in {@code $metadata} at every level it touches.
 *
 * @param time when
 * @param version the section's new version; empty for reported, whose metadata has none
 */
record Stamp(Instant time, OptionalLong version) {

  /**
   * Metadata after {@code patch}: touched levels and leaves are stamped, deleted ones are gone. All
   * leaves of one write share one node, for a node each would be most of a twin's heap.
   */
  ObjectNode merge(ObjectNode metadata, ObjectNode patch) {
    ObjectNode leaf = empty().put("$lastUpdated", HubTime.format(time));
    version.ifPresent(number -> leaf.put("$lastUpdatedVersion", number));
    return merge(metadata, patch, leaf);
  }

  private static ObjectNode merge(ObjectNode metadata, ObjectNode patch, ObjectNode leaf) {
    ObjectNode merged = MergePatch.copyOf(metadata);
    merged.setAll(leaf);
    patch
        .properties()
        .forEach(
            entry -> {
              String key = entry.getKey();
              if (entry.getValue().isNull()) {
                merged.remove(key);
              } else if (entry.getValue() instanceof ObjectNode inner) {
                merged.set(
                    key,
                    merge(
                        metadata.get(key) instanceof ObjectNode old ? old : empty(), inner, leaf));
              } else {
                merged.set(key, leaf);
              }
            });
    return merged;
  }

  /** Metadata of values that are all new. */
  ObjectNode fresh(ObjectNode values) {
    return merge(empty(), values);
  }

  private static ObjectNode empty() {
    return JsonNodeFactory.instance.objectNode();
  }
}
