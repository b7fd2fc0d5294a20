package io.twinoperator.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The leaves of a document: its values that are no objects. */
public final class Leaves {

  private Leaves() {}

  /**
   * The leaves of both sections. An array is one leaf, whatever it holds; an empty object has none.
   *
   * @throws IllegalArgumentException if a value is null, or a key is empty or holds a dot; {@link
   *     TwinLimits#check} finds these beforehand and says so in the user's words
   */
  public static SortedMap<LeafPath, JsonNode> of(
      @Nullable ObjectNode tags, @Nullable ObjectNode desired) {
    SortedMap<LeafPath, JsonNode> leaves = new TreeMap<>();
    collect(Section.TAGS, tags, leaves);
    collect(Section.DESIRED, desired, leaves);
    return Collections.unmodifiableSortedMap(leaves);
  }

  private static void collect(
      Section section, @Nullable ObjectNode root, Map<LeafPath, JsonNode> into) {
    if (root != null) {
      collect(section, List.of(), root, into);
    }
  }

  private static void collect(
      Section section, List<String> above, JsonNode object, Map<LeafPath, JsonNode> into) {
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      List<String> keys = new ArrayList<>(above);
      keys.add(member.getKey());
      JsonNode value = member.getValue();
      if (value.isObject()) {
        collect(section, keys, value, into);
      } else {
        LeafPath path = new LeafPath(section, keys);
        if (value.isNull()) {
          throw new IllegalArgumentException(path + " is null, and a leaf must have a value");
        }
        into.put(path, value);
      }
    }
  }
}
