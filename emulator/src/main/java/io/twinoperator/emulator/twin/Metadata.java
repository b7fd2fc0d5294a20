package io.twinoperator.emulator.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Stamps and the {@code $metadata} they stand for. */
final class Metadata {
  private Metadata() {}

  /**
   * The stamps after a merge: touched levels and leaves have the new one, deleted ones are gone.
   *
   * @param before the values before the merge
   * @param stamps of those
   * @param patch what was merged into them
   * @param after what came out: what is left of {@code before} in its order, then what is new
   */
  static Stamps merged(
      ObjectNode before, Stamps stamps, ObjectNode patch, ObjectNode after, Stamp stamp) {
    List<Stamps> children = new ArrayList<>(after.size());
    int n = 0;
    for (Map.Entry<String, JsonNode> member : before.properties()) {
      Stamps old = stamps.child(n++);
      String key = member.getKey();
      if (!after.has(key)) {
        continue;
      }
      if (!patch.has(key)) {
        children.add(old);
      } else if (patch.get(key) instanceof ObjectNode inner
          && member.getValue() instanceof ObjectNode level
          && after.get(key) instanceof ObjectNode result) {
        children.add(merged(level, old, inner, result, stamp));
      } else {
        children.add(stamp);
      }
    }
    while (children.size() < after.size()) {
      children.add(stamp);
    }
    return StampedLevel.of(stamp, children);
  }

  /** {@code $metadata} of these values. */
  static ObjectNode json(ObjectNode values, Stamps stamps) {
    ObjectNode json = stamps.own().ofObject();
    int n = 0;
    for (Map.Entry<String, JsonNode> member : values.properties()) {
      Stamps child = stamps.child(n++);
      json.set(
          member.getKey(),
          member.getValue() instanceof ObjectNode inner
              ? json(inner, child)
              : child.own().ofLeaf());
    }
    return json;
  }
}
