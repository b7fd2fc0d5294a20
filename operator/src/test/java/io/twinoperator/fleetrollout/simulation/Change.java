package io.twinoperator.fleetrollout.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.twin.TwinState;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a rollout is to change, known apart from how the operator reads its spec.
 *
 * @param set wanted values by leaf
 * @param remove leaves to go
 */
record Change(SortedMap<LeafPath, JsonNode> set, SortedSet<LeafPath> remove) {
  /** The leaf that most changes are about. */
  static final LeafPath INTERVAL = LeafPath.parse("desired.interval");

  /** A leaf below another key. */
  static final LeafPath LEVEL = LeafPath.parse("desired.logging.level");

  /** A tag. */
  static final LeafPath CHANNEL = LeafPath.parse("tags.channel");

  /** A leaf that is to go. */
  static final LeafPath LEGACY = LeafPath.parse("desired.legacy");

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** One of the changes that are rolled out here. */
  static Change drawn(Dice dice) {
    SortedMap<LeafPath, JsonNode> set = new TreeMap<>();
    SortedSet<LeafPath> remove = new TreeSet<>();
    int kind = dice.between(1, 12);
    if (kind <= 10) {
      set.put(INTERVAL, JSON.numberNode(10));
    }
    if (kind == 3 || kind == 4) {
      set.put(LEVEL, JSON.textNode("debug"));
    }
    if (kind == 5 || kind == 6 || kind == 11) {
      set.put(CHANNEL, JSON.textNode("beta"));
    }
    if (kind == 7 || kind == 12) {
      remove.add(LEGACY);
    }
    return new Change(set, remove);
  }

  /** Every leaf of it. */
  List<LeafPath> paths() {
    List<LeafPath> paths = new ArrayList<>(set.keySet());
    paths.addAll(remove);
    return paths;
  }

  /** The leaves that a device is asked to report. */
  List<LeafPath> reported() {
    return set.keySet().stream().filter(path -> path.section() == Section.DESIRED).toList();
  }

  /** The value that a leaf is to have; missing if it is to go. */
  JsonNode wanted(LeafPath path) {
    return set.getOrDefault(path, MissingNode.getInstance());
  }

  /** A value, or missing for none. */
  static JsonNode orMissing(@Nullable JsonNode value) {
    return value == null ? MissingNode.getInstance() : value;
  }

  /** What a twin has at a path; missing if nothing. */
  static JsonNode value(TwinState twin, LeafPath path) {
    ObjectNode root =
        switch (path.section()) {
          case TAGS -> twin.tags();
          case DESIRED -> twin.desired().values();
        };
    return at(root, path);
  }

  /** What stands in a document at the keys of a path; missing if nothing. */
  static JsonNode at(JsonNode root, LeafPath path) {
    JsonNode node = root;
    for (String key : path.keys()) {
      node = node.path(key);
    }
    return node;
  }

  /** Puts a value into a document at the keys of a path. */
  static void put(ObjectNode root, LeafPath path, JsonNode value) {
    List<String> keys = path.keys();
    ObjectNode object = root;
    for (String key : keys.subList(0, keys.size() - 1)) {
      object = object.withObjectProperty(key);
    }
    object.set(keys.get(keys.size() - 1), value);
  }

  /** The patch as it stands in a spec. */
  ObjectNode toSpec() {
    ObjectNode patch = JSON.objectNode();
    set.forEach(
        (path, value) -> put(patch.withObjectProperty(path.section().jsonName()), path, value));
    remove.forEach(path -> patch.withArrayProperty("remove").add(path.toString()));
    return patch;
  }
}
