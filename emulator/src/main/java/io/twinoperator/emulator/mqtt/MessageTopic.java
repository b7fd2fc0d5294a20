package io.twinoperator.emulator.mqtt;

import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.message.Message;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Messages as topics carry them: the properties stand in the topic, those of the system under short
 * names such as {@code $.mid} (Azure documents, "Create and read IoT Hub messages").
 */
final class MessageTopic {
  private static final Map<String, String> SYSTEM_NAMES =
      Map.of(
          "$.mid", "message-id",
          "$.cid", "correlation-id",
          "$.uid", "user-id",
          "$.to", "to",
          "$.ct", "content-type",
          "$.ce", "content-encoding",
          "$.exp", "absolute-expiry-time",
          "$.on", "output-name",
          "$.sub", "dt-subject",
          "$.ctime", "creation-time-utc");

  private MessageTopic() {}

  /**
   * What a device sent.
   *
   * @param retain the flag of its packet; the hub keeps nothing and passes it on as a property
   */
  static Message message(PropertyBag bag, byte[] body, boolean retain) {
    Map<String, String> system = new LinkedHashMap<>();
    Map<String, String> properties = new LinkedHashMap<>();
    bag.values()
        .forEach(
            (name, value) -> {
              String systemName = SYSTEM_NAMES.get(name);
              if (systemName == null) {
                properties.put(name, value);
              } else {
                system.put(systemName, value);
              }
            });
    if (retain) {
      properties.put("mqtt-retain", "true");
    }
    return new Message(system, properties, body);
  }

  /** {@code devices/{id}/messages/devicebound/{properties}}. */
  static String deviceBound(ClientId client, Message message) {
    Map<String, String> values = new LinkedHashMap<>();
    SYSTEM_NAMES.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .filter(name -> message.systemProperties().containsKey(name.getValue()))
        .forEach(
            name -> values.put(name.getKey(), message.systemProperties().get(name.getValue())));
    values.putAll(message.properties());
    return DeviceFilter.base(client) + "/messages/devicebound/" + new PropertyBag(values).text();
  }
}
