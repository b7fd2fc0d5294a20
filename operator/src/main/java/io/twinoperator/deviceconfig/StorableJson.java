package io.twinoperator.deviceconfig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;

/**
 * What a device wrote, in a form that an API server stores and gives back with the same meaning;
 * pure. What comes back otherwise would look like news in every pass, and what is refused would
 * fail the write of a whole status.
 *
 * <p>An API server reads an integer of 64 bits as such and any other number as a double, and
 * refuses one that no double holds; a half of a surrogate pair becomes a question mark on the way.
 */
final class StorableJson {

  private static final char REPLACEMENT = '\uFFFD';

  private StorableJson() {}

  /**
   * A copy of the value; members that are null are left out, as a device that removes them does.
   */
  static JsonNode of(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> object(value);
      case ARRAY -> array(value);
      case NUMBER -> number(value);
      case STRING -> TextNode.valueOf(text(value.textValue()));
      case NULL, BOOLEAN, BINARY, MISSING, POJO -> value;
    };
  }

  /** As {@link #of(JsonNode)}, of an object. */
  static ObjectNode object(JsonNode value) {
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      if (!member.getValue().isNull()) {
        copy.set(text(member.getKey()), of(member.getValue()));
      }
    }
    return copy;
  }

  /** The text with each half of a surrogate pair replaced. */
  static String text(String text) {
    StringBuilder sound = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point ->
                sound.appendCodePoint(
                    point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE
                        ? REPLACEMENT
                        : point));
    return sound.toString();
  }

  /**
   * The text for people, in one line: control characters, which could act on a terminal, are
   * replaced by blanks.
   */
  static String line(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text(text)
        .codePoints()
        .forEach(point -> line.appendCodePoint(Character.isISOControl(point) ? ' ' : point));
    return line.toString();
  }

  private static ArrayNode array(JsonNode value) {
    ArrayNode copy = JsonNodeFactory.instance.arrayNode(value.size());
    value.forEach(item -> copy.add(of(item)));
    return copy;
  }

  private static JsonNode number(JsonNode value) {
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return value;
    }
    double stored = value.doubleValue();
    return Double.isFinite(stored) ? DoubleNode.valueOf(stored) : TextNode.valueOf(value.asText());
  }
}
