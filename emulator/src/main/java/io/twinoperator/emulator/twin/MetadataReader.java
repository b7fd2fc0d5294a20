package io.twinoperator.emulator.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads a section's {@code $metadata} back into stamps; equal ones become one, as the write that
 * left them had it. Strict: it has a member for each value, and no other.
 */
final class MetadataReader {
  private static final Set<String> OWN =
      Set.of(Stamp.TIME_KEY, Stamp.VERSION_KEY, Author.ID_KEY, Author.DIGEST_KEY);

  private final Map<Stamp, Stamp> seen = new HashMap<>();

  /**
   * The stamps of these values.
   *
   * @param path where the metadata stands, for messages
   * @throws IllegalArgumentException if it is no metadata of these values; the message says where
   */
  Stamps read(ObjectNode values, JsonNode metadata, String path) {
    metadata
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!values.has(key) && !OWN.contains(key)) {
                throw new IllegalArgumentException(path + "." + key + " belongs to no value");
              }
            });
    Stamp own = stamp(metadata, path);
    List<Stamps> children = new ArrayList<>(values.size());
    values
        .properties()
        .forEach(
            member ->
                children.add(
                    read(
                        membersOf(member.getValue()),
                        metadata.path(member.getKey()),
                        path + "." + member.getKey())));
    return StampedLevel.of(own, children);
  }

  private static ObjectNode membersOf(JsonNode value) {
    return value instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
  }

  private Stamp stamp(JsonNode metadata, String path) {
    Stamp stamp =
        new Stamp(
            text(metadata, Stamp.TIME_KEY, path),
            metadata.has(Stamp.VERSION_KEY)
                ? OptionalLong.of(number(metadata, Stamp.VERSION_KEY, path))
                : OptionalLong.empty(),
            metadata.has(Author.ID_KEY)
                ? Optional.of(
                    new Author(
                        text(metadata, Author.ID_KEY, path),
                        text(metadata, Author.DIGEST_KEY, path)))
                : Optional.empty());
    return seen.computeIfAbsent(stamp, same -> same);
  }

  private static String text(JsonNode metadata, String key, String path) {
    if (!metadata.path(key).isTextual()) {
      throw new IllegalArgumentException(path + "." + key + " is no text");
    }
    return metadata.path(key).textValue();
  }

  private static long number(JsonNode metadata, String key, String path) {
    JsonNode number = metadata.path(key);
    if (!number.isIntegralNumber() || !number.canConvertToLong()) {
      throw new IllegalArgumentException(path + "." + key + " is no whole number");
    }
    return number.longValue();
  }
}
