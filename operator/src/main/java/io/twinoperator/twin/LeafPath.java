package io.twinoperator.twin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The path to one value in {@code tags} or {@code desired}, such as {@code
 * desired.temperatureThreshold.min}.
 *
 * <p>Keys are never empty and hold no dot: IoT Hub allows none, so the written form is unambiguous.
 * Whether a key obeys the hub's other rules is for {@link TwinLimits} to say. The order puts a path
 * right before all of its descendants.
 *
 * @param section the part of the twin
 * @param keys the keys from the section down to the value; at least one
 */
public record LeafPath(Section section, List<String> keys) implements Comparable<LeafPath> {

  /** Refuses a path without keys, and keys that are empty or hold a dot. */
  public LeafPath {
    keys = List.copyOf(keys);
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(
          "A path needs at least one key after '" + section.jsonName() + "'");
    }
    for (String key : keys) {
      if (key.isEmpty() || key.indexOf('.') >= 0) {
        throw new IllegalArgumentException(
            "Key '%s' in %s of a path is empty or holds a dot".formatted(key, section.jsonName()));
      }
    }
  }

  /** The path of the given keys in a section. */
  public static LeafPath of(Section section, String... keys) {
    return new LeafPath(section, List.of(keys));
  }

  /**
   * Reads the written form, such as {@code desired.a.b} or {@code tags.site}.
   *
   * @throws IllegalArgumentException naming the text, if it is no path
   */
  public static LeafPath parse(String text) {
    String[] parts = text.split("\\.", -1);
    Section section =
        Section.of(parts[0])
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "Path '%s' must begin with 'tags.' or 'desired.'".formatted(text)));
    List<String> keys = List.of(parts).subList(1, parts.length);
    if (keys.isEmpty() || keys.contains("")) {
      throw new IllegalArgumentException(
          "Path '%s' must name a key after each dot, such as 'desired.a.b'".formatted(text));
    }
    return new LeafPath(section, keys);
  }

  /** Whether this path leads to an object that the other path goes through; never of itself. */
  public boolean isAncestorOf(LeafPath other) {
    return section == other.section
        && keys.size() < other.keys.size()
        && keys.equals(other.keys.subList(0, keys.size()));
  }

  /** Whether both cannot be leaves of one document: equal, or one an ancestor of the other. */
  public boolean overlaps(LeafPath other) {
    return equals(other) || isAncestorOf(other) || other.isAncestorOf(this);
  }

  /** The path one key shorter, if any key is left. */
  public Optional<LeafPath> parent() {
    return keys.size() == 1
        ? Optional.empty()
        : Optional.of(new LeafPath(section, keys.subList(0, keys.size() - 1)));
  }

  /** All ancestors, from the outermost to the parent. */
  public List<LeafPath> ancestors() {
    List<LeafPath> ancestors = new ArrayList<>();
    for (int length = 1; length < keys.size(); length++) {
      ancestors.add(new LeafPath(section, keys.subList(0, length)));
    }
    return List.copyOf(ancestors);
  }

  /** The path one key longer. */
  public LeafPath child(String key) {
    List<String> longer = new ArrayList<>(keys);
    longer.add(key);
    return new LeafPath(section, longer);
  }

  /** Orders by section, then key by key; a path comes right before its descendants. */
  @Override
  public int compareTo(LeafPath other) {
    int order = section.compareTo(other.section);
    for (int i = 0; order == 0 && i < Math.min(keys.size(), other.keys.size()); i++) {
      order = keys.get(i).compareTo(other.keys.get(i));
    }
    return order != 0 ? order : Integer.compare(keys.size(), other.keys.size());
  }

  /** The written form, which {@link #parse} reads back. */
  @Override
  public String toString() {
    return section.jsonName() + "." + String.join(".", keys);
  }
}
