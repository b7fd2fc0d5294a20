package io.twinoperator.emulator.twin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.time.HubTime;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What one write leaves in {@code $metadata} at every level it touches.
 *
 * @param time when
 * @param version the section's new version; empty for reported, whose metadata has none
 * @param author the configuration that writes; empty for everybody else. It signs leaves only, as
 *     twins of live hubs show
 */
record Stamp(Instant time, OptionalLong version, Optional<Author> author) {
  private static final Set<String> SIGNATURE = Set.of(Author.ID_KEY, Author.DIGEST_KEY);

  /**
   * Metadata after {@code patch}: touched levels and leaves are stamped, deleted ones are gone. All
   * leaves of one write share one node, for a node each would be most of a twin's heap.
   */
  ObjectNode merge(ObjectNode metadata, ObjectNode patch) {
    return merge(metadata, patch, mark(empty()), sign(mark(empty())));
  }

  private static ObjectNode merge(
      ObjectNode metadata, ObjectNode patch, ObjectNode level, ObjectNode leaf) {
    ObjectNode merged = MergePatch.copyOf(metadata);
    merged.remove(SIGNATURE); // a leaf that becomes an object is a leaf no more
    merged.setAll(level);
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
                        metadata.get(key) instanceof ObjectNode old ? old : empty(),
                        inner,
                        level,
                        leaf));
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

  private ObjectNode mark(ObjectNode level) {
    level.put("$lastUpdated", HubTime.format(time));
    version.ifPresent(number -> level.put("$lastUpdatedVersion", number));
    return level;
  }

  private ObjectNode sign(ObjectNode leaf) {
    author.ifPresent(
        by -> leaf.put(Author.ID_KEY, by.configurationId()).put(Author.DIGEST_KEY, by.digest()));
    return leaf;
  }

  private static ObjectNode empty() {
    return JsonNodeFactory.instance.objectNode();
  }
}
