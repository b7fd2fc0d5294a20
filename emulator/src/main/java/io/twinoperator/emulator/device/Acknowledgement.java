package io.twinoperator.emulator.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Plug and Play acknowledgements: making them, and reading values that may be wrapped in one. */
final class Acknowledgement {

  static final int IN_PROGRESS = 202;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Acknowledgement() {}

  static ObjectNode of(JsonNode value, int code, long version, String text) {
    ObjectNode node = JSON.objectNode();
    node.set("value", value);
    return node.put("ac", code).put("av", version).put("ad", text);
  }

  static boolean isOne(JsonNode node) {
    return node.path("ac").isIntegralNumber() && node.path("av").isIntegralNumber();
  }

  static boolean isInProgress(JsonNode reported) {
    return isOne(reported) && reported.path("ac").intValue() == IN_PROGRESS;
  }

  /** The plain value of a reported property, wrapped or not. */
  static JsonNode valueOf(JsonNode reported) {
    return isOne(reported) ? reported.path("value") : reported;
  }

  /** Whether a reported property is a final answer to this desired version. */
  static boolean answers(JsonNode reported, long version) {
    return isOne(reported) && !isInProgress(reported) && reported.path("av").longValue() >= version;
  }

  /** Another value of the same type. */
  static JsonNode another(JsonNode value) {
    return switch (value.getNodeType()) {
      case NUMBER ->
          value.isIntegralNumber()
              ? JSON.numberNode(value.longValue() + 1)
              : JSON.numberNode(value.doubleValue() + 1);
      case BOOLEAN -> JSON.booleanNode(!value.booleanValue());
      case STRING -> JSON.textNode(value.textValue() + "-other");
      case OBJECT -> {
        ObjectNode changed = JSON.objectNode();
        value.properties().forEach(e -> changed.set(e.getKey(), another(e.getValue())));
        yield changed;
      }
      case ARRAY -> {
        ArrayNode changed = JSON.arrayNode();
        changed.addAll((ArrayNode) value);
        yield changed.add("other");
      }
      case NULL, MISSING, BINARY, POJO -> JSON.textNode("other");
    };
  }
}
