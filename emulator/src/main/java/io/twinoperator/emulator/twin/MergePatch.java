package io.twinoperator.emulator.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;

/**
 * A hub's merge: objects merge, anything else replaces, null deletes. Documents are never changed
 * in place; a merge shares the subtrees it does not touch.
 */
final class MergePatch {
  private static final double LOAD_FACTOR = 0.75; // of java.util's maps

  private MergePatch() {}

  static ObjectNode apply(ObjectNode target, ObjectNode patch) {
    ObjectNode merged = copyOf(target, sizeAfter(target, patch));
    patch
        .properties()
        .forEach(
            entry -> {
              JsonNode value = entry.getValue();
              if (value.isNull()) {
                merged.remove(entry.getKey());
              } else if (value instanceof ObjectNode object) {
                merged.set(entry.getKey(), apply(objectAt(target, entry.getKey()), object));
              } else {
                merged.set(entry.getKey(), value);
              }
            });
    return merged;
  }

  /**
   * The patch that does what {@code patch} did on the hub of azure-iot-sdk-node issue 683: a null
   * for a nested key that is not there deletes every sibling the patch does not set.
   */
  static ObjectNode droppingSiblings(ObjectNode target, ObjectNode patch) {
    ObjectNode rewritten = copyOf(patch, patch.size());
    patch
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue() instanceof ObjectNode inner
                  && target.get(entry.getKey()) instanceof ObjectNode present) {
                rewritten.set(entry.getKey(), nested(present, inner));
              }
            });
    return rewritten;
  }

  private static ObjectNode nested(ObjectNode target, ObjectNode patch) {
    ObjectNode rewritten = droppingSiblings(target, patch);
    boolean deletesAbsentKey =
        patch.properties().stream()
            .anyMatch(entry -> entry.getValue().isNull() && !target.has(entry.getKey()));
    if (deletesAbsentKey) {
      target.fieldNames().forEachRemaining(key -> rewritten.putIfAbsent(key, rewritten.nullNode()));
    }
    return rewritten;
  }

  /** A copy for a twin that stays: its table is no larger than so many members need. */
  private static ObjectNode copyOf(ObjectNode node, int members) {
    int capacity = (int) Math.ceil(members / LOAD_FACTOR);
    ObjectNode copy = new ObjectNode(JsonNodeFactory.instance, new LinkedHashMap<>(capacity));
    // One by one: putAll would make the table by its own reckoning.
    node.properties().forEach(member -> copy.set(member.getKey(), member.getValue()));
    return copy;
  }

  private static int sizeAfter(ObjectNode target, ObjectNode patch) {
    long added =
        patch.properties().stream()
            .filter(member -> !member.getValue().isNull() && !target.has(member.getKey()))
            .count();
    return target.size() + (int) added;
  }

  private static ObjectNode objectAt(ObjectNode target, String key) {
    return target.get(key) instanceof ObjectNode present
        ? present
        : JsonNodeFactory.instance.objectNode();
  }
}
