package io.twinoperator.emulator.mqtt;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import java.util.List;

/** The packets that the hub sends. */
final class Packets {
  private Packets() {}

  static MqttMessage connAck(MqttConnectReturnCode code, boolean sessionPresent) {
    return MqttMessageBuilders.connAck().returnCode(code).sessionPresent(sessionPresent).build();
  }

  /** A message that nobody acknowledges. */
  static MqttMessage publish(String topic, byte[] body) {
    return MqttMessageBuilders.publish()
        .topicName(topic)
        .qos(MqttQoS.AT_MOST_ONCE)
        .payload(Unpooled.wrappedBuffer(body))
        .build();
  }

  /** A message that the device acknowledges by its packet id. */
  static MqttMessage publish(String topic, byte[] body, int packetId) {
    return MqttMessageBuilders.publish()
        .topicName(topic)
        .qos(MqttQoS.AT_LEAST_ONCE)
        .messageId(packetId)
        .payload(Unpooled.wrappedBuffer(body))
        .build();
  }

  static MqttMessage pubAck(int packetId) {
    return new MqttMessage(
        header(MqttMessageType.PUBACK, 2), MqttMessageIdVariableHeader.from(packetId));
  }

  static MqttMessage subAck(int packetId, List<Integer> codes) {
    return new MqttSubAckMessage(
        header(MqttMessageType.SUBACK, 2 + codes.size()),
        MqttMessageIdVariableHeader.from(packetId),
        new MqttSubAckPayload(codes));
  }

  static MqttMessage unsubAck(int packetId) {
    return new MqttUnsubAckMessage(
        header(MqttMessageType.UNSUBACK, 2), MqttMessageIdVariableHeader.from(packetId));
  }

  static MqttMessage pingResp() {
    return MqttMessage.PINGRESP;
  }

  private static MqttFixedHeader header(MqttMessageType type, int length) {
    return new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, length);
  }
}
