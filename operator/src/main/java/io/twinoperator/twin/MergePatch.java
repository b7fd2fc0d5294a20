package io.twinoperator.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.twin.LeafChange.SetLeaf;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A merge patch in the hub's own form: objects merge, a null removes, anything else replaces.
 *
 * @param tags members of tags to change; empty for none
 * @param desired members of desired to change; empty for none
 */
public record MergePatch(ObjectNode tags, ObjectNode desired) {

  /**
   * The patch that makes these changes and no others.
   *
   * @throws IllegalArgumentException if two of them overlap, naming both
   */
  public static MergePatch of(Collection<? extends LeafChange> changes) {
    ObjectNode tags = JsonNodeFactory.instance.objectNode();
    ObjectNode desired = JsonNodeFactory.instance.objectNode();
    for (LeafChange change : withoutOverlap(changes)) {
      ObjectNode root =
          switch (change.path().section()) {
            case TAGS -> tags;
            case DESIRED -> desired;
          };
      put(root, change);
    }
    return new MergePatch(tags, desired);
  }

  private static Collection<LeafChange> withoutOverlap(Collection<? extends LeafChange> changes) {
    SortedMap<LeafPath, LeafChange> sorted = new TreeMap<>();
    for (LeafChange change : changes) {
      if (sorted.put(change.path(), change) != null) {
        throw new IllegalArgumentException(change.path() + " is changed twice in one patch");
      }
    }
    LeafPath before = null;
    for (LeafPath path : sorted.keySet()) {
      if (before != null && before.overlaps(path)) {
        throw new IllegalArgumentException(
            "%s and %s cannot be changed in one patch".formatted(before, path));
      }
      before = path;
    }
    return sorted.values();
  }

  private static void put(ObjectNode root, LeafChange change) {
    List<String> keys = change.path().keys();
    ObjectNode object = root;
    for (String key : keys.subList(0, keys.size() - 1)) {
      object = object.withObjectProperty(key);
    }
    JsonNode value = change.fold(SetLeaf::value, remove -> NullNode.getInstance());
    object.set(keys.get(keys.size() - 1), value);
  }

  /** Whether it changes nothing. */
  public boolean isEmpty() {
    return tags.isEmpty() && desired.isEmpty();
  }

  /** The members of one section to change. */
  public ObjectNode section(Section section) {
    return switch (section) {
      case TAGS -> tags;
      case DESIRED -> desired;
    };
  }

  /** The body of a twin patch; a section without changes is left out. */
  public ObjectNode asJson() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    if (!tags.isEmpty()) {
      body.set("tags", tags);
    }
    if (!desired.isEmpty()) {
      body.putObject("properties").set("desired", desired);
    }
    return body;
  }

  /**
   * The twin as a hub would store it after this patch. Etag, versions and metadata stay as they
   * are: only the hub knows the new ones.
   */
  public Twin applyTo(Twin twin) {
    return new Twin(
        twin.deviceId(),
        twin.etag(),
        twin.enabled(),
        twin.connectionState(),
        merge(twin.tags(), tags),
        merge(twin.desired(), desired),
        twin.reported(),
        twin.desiredVersion(),
        twin.reportedVersion(),
        twin.desiredMetadata(),
        twin.reportedMetadata(),
        twin.configurations());
  }

  /** The base with the patch merged in, as IoT Hub merges; neither is changed. */
  public static ObjectNode merge(ObjectNode base, ObjectNode patch) {
    ObjectNode result = base.deepCopy();
    for (Map.Entry<String, JsonNode> member : patch.properties()) {
      JsonNode value = member.getValue();
      if (value.isNull()) {
        result.remove(member.getKey());
      } else if (value instanceof ObjectNode object) {
        ObjectNode below =
            result.get(member.getKey()) instanceof ObjectNode existing
                ? existing
                : JsonNodeFactory.instance.objectNode();
        result.set(member.getKey(), merge(below, object));
      } else {
        result.set(member.getKey(), value.deepCopy());
      }
    }
    return result;
  }
}
