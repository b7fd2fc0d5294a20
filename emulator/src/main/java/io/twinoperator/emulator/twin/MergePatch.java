package io.twinoperator.emulator.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A hub's merge: objects merge, anything else replaces, null deletes. Documents are never changed
 * in place; a merge shares the subtrees it does not touch.
 */
final class MergePatch {
  private MergePatch() {}

  static ObjectNode apply(ObjectNode target, ObjectNode patch) {
    ObjectNode merged = copyOf(target);
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
    ObjectNode rewritten = copyOf(patch);
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

  static ObjectNode copyOf(ObjectNode node) {
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    copy.setAll(node);
    return copy;
  }

  private static ObjectNode objectAt(ObjectNode target, String key) {
    return target.get(key) instanceof ObjectNode present
        ? present
        : JsonNodeFactory.instance.objectNode();
  }
}
