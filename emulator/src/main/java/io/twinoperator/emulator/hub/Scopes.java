package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which IoT Edge devices a device is behind.
 *
 * @param own {@code deviceScope}: made by the hub for an Edge device and fixed from then on; given
 *     by the client for any other, and then that of its parent
 * @param parents {@code parentScopes}
 */
record Scopes(Optional<String> own, List<String> parents) {
  private static final String EDGE = "ms-azure-iot-edge://";

  Scopes {
    parents = List.copyOf(parents);
  }

  static Scopes ofEdgeDevice(String deviceId, String generationId, JsonNode body) {
    return new Scopes(Optional.of(EDGE + deviceId + "-" + generationId), parents(body).toList());
  }

  static Scopes ofOther(JsonNode body) {
    Optional<String> scope =
        Optional.of(body.path("deviceScope").asText(""))
            .filter(text -> !text.isEmpty() && !body.path("deviceScope").isNull());
    return new Scopes(scope, scope.map(List::of).orElseGet(() -> parents(body).limit(1).toList()));
  }

  boolean isEmpty() {
    return own.isEmpty() && parents.isEmpty();
  }

  /** Writes both members; the list is there even when it is empty, as live hubs have it. */
  void writeTo(ObjectNode json) {
    own.or(() -> parents.stream().findFirst()).ifPresent(scope -> json.put("deviceScope", scope));
    ArrayNode list = json.putArray("parentScopes");
    parents.forEach(list::add);
  }

  private static Stream<String> parents(JsonNode body) {
    return body.path("parentScopes")
        .valueStream()
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue);
  }
}
