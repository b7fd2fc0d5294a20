package io.twinoperator.emulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.ErrorCode;
import io.twinoperator.emulator.hub.HubError;
import io.twinoperator.emulator.hub.Telemetry;
import io.twinoperator.emulator.message.Message;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Messages between devices and the cloud, for tests in processes of their own. A hub lets back-end
 * services send and receive them over AMQP alone; that is why the paths are the emulator's.
 */
final class MessageCalls {
  private MessageCalls() {}

  /** Sends {@code {"body": text, "properties": {}, "systemProperties": {}}} to a device. */
  static ServiceResponse send(Call call) {
    ObjectNode request = call.body();
    call.hub()
        .cloudToDevice()
        .send(
            call.id(),
            new Message(
                texts(request, "systemProperties"),
                texts(request, "properties"),
                text("body", request.path("body")).getBytes(StandardCharsets.UTF_8)));
    return ServiceResponse.noContent();
  }

  /** The latest messages of a device, the oldest first; bodies are read as UTF-8. */
  static ServiceResponse telemetry(Call call) {
    ClientId device = call.client();
    call.hub().identities().get(device);
    List<ObjectNode> messages =
        call.hub().telemetry().latest().stream()
            .filter(received -> received.sender().equals(device))
            .map(MessageCalls::json)
            .toList();
    return ServiceResponse.ok(Json.array(messages));
  }

  private static ObjectNode json(Telemetry.Received received) {
    Message message = received.message();
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("enqueuedTime", received.enqueued().toString())
            .put("body", message.text());
    message.systemProperties().forEach(json.putObject("systemProperties")::put);
    message.properties().forEach(json.putObject("properties")::put);
    return json;
  }

  private static Map<String, String> texts(ObjectNode request, String name) {
    JsonNode properties = request.path(name);
    if (!properties.isMissingNode() && !properties.isObject()) {
      throw new HubError(ErrorCode.ARGUMENT_INVALID, name + " is no object of texts");
    }
    Map<String, String> texts = new HashMap<>();
    properties
        .properties()
        .forEach(
            entry ->
                texts.put(entry.getKey(), text(name + " " + entry.getKey(), entry.getValue())));
    return texts;
  }

  private static String text(String name, JsonNode value) {
    if (!value.isTextual()) {
      throw new HubError(ErrorCode.ARGUMENT_INVALID, name + " is " + value + ", not a text");
    }
    return value.textValue();
  }
}
