package io.twinoperator.emulator.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.hub.ErrorCode;
import io.twinoperator.emulator.hub.HubError;
import java.util.List;
import java.util.Optional;

/** What clients send into JSON, and JSON into answers. */
public final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private Json() {}

  /**
   * Reads a body that has to be a JSON object.
   *
   * @throws HubError 400 if it is missing, broken or something else
   */
  public static ObjectNode object(String body) {
    JsonNode node = read(body);
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw new HubError(
        ErrorCode.ARGUMENT_INVALID,
        "BadRequest: the body must be a JSON object, not " + node.getNodeType());
  }

  /**
   * Reads a body that has to be a JSON array.
   *
   * @throws HubError 400 if it is missing, broken or something else
   */
  static List<JsonNode> elements(String body) {
    JsonNode node = read(body);
    if (node.isArray()) {
      return node.valueStream().toList();
    }
    throw new HubError(
        ErrorCode.ARGUMENT_INVALID,
        "BadRequest: the body must be a JSON array, not " + node.getNodeType());
  }

  /**
   * Reads a body that has to be a JSON array of objects.
   *
   * @throws HubError 400 if it is missing, broken or something else
   */
  static List<ObjectNode> objects(String body) {
    return elements(body).stream()
        .map(
            element -> {
              if (element instanceof ObjectNode object) {
                return object;
              }
              throw new HubError(
                  ErrorCode.ARGUMENT_INVALID,
                  "BadRequest: each element must be a JSON object, not " + element.getNodeType());
            })
        .toList();
  }

  /**
   * Reads a body that may be any JSON; null for no body at all.
   *
   * @throws HubError 400 if it is broken
   */
  static JsonNode anything(String body) {
    return body.isBlank() ? NullNode.getInstance() : read(body);
  }

  private static JsonNode read(String body) {
    if (body.isBlank()) {
      throw new HubError(ErrorCode.ARGUMENT_NULL, "BadRequest: the body is missing");
    }
    JsonNode node;
    try {
      node = MAPPER.readTree(body);
    } catch (JsonProcessingException broken) {
      throw new HubError(
          ErrorCode.ARGUMENT_INVALID,
          "BadRequest: the body is not JSON: " + reason(broken) + where(broken));
    }
    refuseInfinity(node);
    return node;
  }

  /** Any JSON value, null for no text at all; empty when the text is not JSON. */
  public static Optional<JsonNode> value(String text) {
    try {
      return Optional.of(text.isBlank() ? NullNode.getInstance() : MAPPER.readTree(text));
    } catch (JsonProcessingException broken) {
      return Optional.empty();
    }
  }

  /** JSON text of a node. A half surrogate pair, which UTF-8 cannot carry, is sent as '?'. */
  public static String text(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of JSON nodes is always JSON", e);
    }
  }

  /** An array of these. */
  static JsonNode array(List<? extends JsonNode> items) {
    return JsonNodeFactory.instance.arrayNode(items.size()).addAll(items);
  }

  /** The parser's own words are about the text; the binder's would be about classes. */
  private static String reason(JsonProcessingException broken) {
    return broken instanceof JsonMappingException
        ? "more follows after its value"
        : broken.getOriginalMessage();
  }

  private static String where(JsonProcessingException broken) {
    return broken.getLocation() == null
        ? ""
        : " at line "
            + broken.getLocation().getLineNr()
            + ", column "
            + broken.getLocation().getColumnNr();
  }

  // 1e999 is JSON, but no number that could be stored or sent back.
  private static void refuseInfinity(JsonNode node) {
    if (node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue())) {
      throw new HubError(
          ErrorCode.ARGUMENT_INVALID, "BadRequest: the body holds a number that is too large");
    }
    node.forEach(Json::refuseInfinity);
  }
}
