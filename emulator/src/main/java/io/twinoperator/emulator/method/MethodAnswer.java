package io.twinoperator.emulator.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a device answered to a method; the hub passes it on unread.
 *
 * @param status the device's own, whatever it means by it
 * @param payload any JSON, null for an empty answer, at most 128 KB
 */
public record MethodAnswer(int status, JsonNode payload) {

  /** Throws {@link InvalidMethodException} for a payload over the limit. */
  public MethodAnswer {
    MethodPayload.checked(payload);
  }

  /** The body that the caller gets: {@code {"status","payload"}}. */
  public ObjectNode json() {
    return JsonNodeFactory.instance.objectNode().put("status", status).set("payload", payload);
  }
}
