package io.twinoperator.emulator.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.twin.Author;
import io.twinoperator.emulator.twin.Section;
import java.util.Iterator;
import java.util.Optional;

/**
 * What a configuration puts into the desired properties of one twin.
 *
 * @param desired the properties as one patch; never change this node
 */
public record Settings(ObjectNode desired) {
  private static final String DESIRED = "properties.desired";

  /** Nothing. */
  static final Settings NONE = new Settings(JsonNodeFactory.instance.objectNode());

  /**
   * Reads {@code {"properties.desired.a.b": value}}. Throws {@link ConfigurationRefusedException}
   * for any other key, and where two keys want one path.
   */
  static Settings of(String member, ObjectNode content) {
    ObjectNode desired = JsonNodeFactory.instance.objectNode();
    content.properties().forEach(entry -> put(desired, member, entry.getKey(), entry.getValue()));
    return new Settings(desired);
  }

  private static void put(ObjectNode desired, String member, String key, JsonNode value) {
    if (key.equals(DESIRED) && value instanceof ObjectNode whole && desired.isEmpty()) {
      desired.setAll(whole.deepCopy());
      return;
    }
    String[] path = key.startsWith(DESIRED + ".") ? split(key) : new String[0];
    if (path.length == 0) {
      throw invalid(
          member + " has the key '" + key + "': use '" + DESIRED + ".' and a path below it");
    }
    ObjectNode level = desired;
    for (int i = 0; i < path.length - 1; i++) {
      JsonNode next = level.path(path[i]);
      if (next.isMissingNode()) {
        level = level.putObject(path[i]);
      } else if (next instanceof ObjectNode object) {
        level = object;
      } else {
        throw twice(member, key);
      }
    }
    if (level.has(path[path.length - 1])) {
      throw twice(member, key);
    }
    level.set(path[path.length - 1], value.deepCopy());
  }

  private static String[] split(String key) {
    String[] path = key.substring(DESIRED.length() + 1).split("\\.", -1);
    for (String segment : path) {
      if (segment.isEmpty()) {
        return new String[0];
      }
    }
    return path;
  }

  /**
   * The patch that takes {@code leaving} out of a twin and puts this in, empty where the twin needs
   * none. What others keep beside the settings stays; an object that the removal empties goes.
   *
   * @param owner whose leaves alone are taken out; empty for every path of {@code leaving}
   */
  Optional<ObjectNode> instead(Settings leaving, Section present, Optional<String> owner) {
    ObjectNode rest = present.values().deepCopy();
    remove(rest, leaving.desired, present.metadata(), owner);
    ObjectNode wanted = rest.deepCopy();
    merge(wanted, desired);
    ObjectNode patch = missing(present.values(), wanted);
    overlay(patch, desired);
    return patch.isEmpty() ? Optional.empty() : Optional.of(patch);
  }

  /** Whether a twin has every one of these settings. */
  boolean areIn(Section present) {
    ObjectNode merged = present.values().deepCopy();
    merge(merged, desired);
    return merged.equals(present.values());
  }

  private static void remove(
      ObjectNode from, ObjectNode settings, JsonNode metadata, Optional<String> owner) {
    settings
        .properties()
        .forEach(
            entry -> {
              String key = entry.getKey();
              JsonNode own = metadata.path(key);
              if (entry.getValue() instanceof ObjectNode inner
                  && from.get(key) instanceof ObjectNode level) {
                remove(level, inner, own, owner);
                if (level.isEmpty()) {
                  from.remove(key);
                }
              } else if (owner.isEmpty()
                  || owner.get().equals(own.path(Author.ID_KEY).asText(""))) {
                from.remove(key);
              }
            });
  }

  private static void merge(ObjectNode into, ObjectNode patch) {
    patch
        .properties()
        .forEach(
            entry -> {
              String key = entry.getKey();
              if (entry.getValue().isNull()) {
                into.remove(key);
              } else if (entry.getValue() instanceof ObjectNode inner) {
                merge(
                    into.get(key) instanceof ObjectNode level ? level : into.putObject(key), inner);
              } else {
                into.set(key, entry.getValue());
              }
            });
  }

  /** A null for each path of {@code before} that {@code after} has not. */
  private static ObjectNode missing(ObjectNode before, ObjectNode after) {
    ObjectNode nulls = JsonNodeFactory.instance.objectNode();
    before
        .properties()
        .forEach(
            entry -> {
              String key = entry.getKey();
              if (!after.has(key)) {
                nulls.putNull(key);
              } else if (entry.getValue() instanceof ObjectNode old
                  && after.get(key) instanceof ObjectNode level) {
                ObjectNode inner = missing(old, level);
                if (!inner.isEmpty()) {
                  nulls.set(key, inner);
                }
              }
            });
    return nulls;
  }

  /** Puts {@code settings} over a patch, nulls included. */
  private static void overlay(ObjectNode patch, ObjectNode settings) {
    for (Iterator<String> keys = settings.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      if (settings.get(key) instanceof ObjectNode inner
          && patch.get(key) instanceof ObjectNode level) {
        overlay(level, inner);
      } else {
        patch.set(key, settings.get(key).deepCopy());
      }
    }
  }

  private static ConfigurationRefusedException twice(String member, String key) {
    return invalid(member + " writes the path of '" + key + "' twice");
  }

  private static ConfigurationRefusedException invalid(String message) {
    return new ConfigurationRefusedException(ConfigurationRefusal.CONTENT, message);
  }
}
