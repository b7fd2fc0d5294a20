package io.twinoperator.emulator.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.message.Message;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a device wants said when its connection ends without DISCONNECT.
 *
 * @param message telemetry that carries {@code iothub-MessageType: Will} (Azure documents, MQTT)
 */
record Will(Message message) {

  /** The will of a CONNECT that has one; empty when it is not for the device's telemetry topic. */
  static Optional<Will> of(ClientId client, MqttConnectMessage connect) {
    String topic = String.valueOf(connect.payload().willTopic());
    if (!(Topic.of(client, topic) instanceof Topic.Telemetry telemetry)) {
      return Optional.empty();
    }
    byte[] body = connect.payload().willMessageInBytes();
    Map<String, String> properties = new LinkedHashMap<>(telemetry.properties().values());
    properties.put("iothub-MessageType", "Will");
    return Optional.of(
        new Will(
            MessageTopic.message(
                new PropertyBag(properties),
                body == null ? new byte[0] : body,
                connect.variableHeader().isWillRetain())));
  }
}
