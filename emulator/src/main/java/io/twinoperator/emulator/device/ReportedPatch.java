package io.twinoperator.emulator.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** A merge patch for reported properties, built property by property. */
final class ReportedPatch {

  private final ObjectNode reported;
  private final ObjectNode patch = JsonNodeFactory.instance.objectNode();

  /**
   * @param reported what the hub holds now
   */
  ReportedPatch(ObjectNode reported) {
    this.reported = reported;
  }

  /** Sets a property to exactly this value; what it held besides is removed. */
  void set(String key, JsonNode value) {
    JsonNode present = reported.path(key);
    if (!present.equals(value)) {
      patch.set(key, difference(present, value));
    }
  }

  /** Removes a property if it is there. */
  void remove(String key) {
    if (reported.has(key)) {
      patch.putNull(key);
    }
  }

  /** The patch, empty when nothing changes. */
  Optional<ObjectNode> build() {
    return patch.isEmpty() ? Optional.empty() : Optional.of(patch);
  }

  private static JsonNode difference(JsonNode from, JsonNode to) {
    if (!(to instanceof ObjectNode wanted) || !(from instanceof ObjectNode present)) {
      return to;
    }
    ObjectNode difference = JsonNodeFactory.instance.objectNode();
    present
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!wanted.has(key)) {
                difference.putNull(key);
              }
            });
    wanted
        .properties()
        .forEach(
            entry -> {
              JsonNode old = present.path(entry.getKey());
              if (!old.equals(entry.getValue())) {
                difference.set(entry.getKey(), difference(old, entry.getValue()));
              }
            });
    return difference;
  }
}
