package io.twinoperator.emulator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.Telemetry;
import io.twinoperator.emulator.message.Message;
import io.twinoperator.emulator.twin.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MqttMessageTest {
  private static final String DEVICE_BOUND = "devices/d1/messages/devicebound/#";
  private static final ClientId D1 = ClientId.device("d1");

  private final HubEmulator emulator = HubEmulator.builder().start();

  @BeforeEach
  void register() {
    emulator.hub().identities().create(D1, Json.object("{}"));
    emulator.hub().identities().create(ClientId.module("d1", "m1"), Json.object("{}"));
  }

  @AfterEach
  void stop() {
    emulator.close();
  }

  @Test
  void telemetryIsKeptWithItsProperties() {
    try (RawDevice device = RawDevice.online(emulator, "d1")) {
      device.publish(
          MqttQoS.AT_LEAST_ONCE,
          "devices/d1/messages/events/%24.mid=1&a=b%20c&empty=&%24.ct=application%2Fjson",
          "{}");
      assertThat(device.next().fixedHeader().messageType()).isEqualTo(MqttMessageType.PUBACK);
    }
    Telemetry.Received received = emulator.hub().telemetry().latest().get(0);
    assertThat(received.sender()).isEqualTo(D1);
    assertThat(received.message().properties()).isEqualTo(Map.of("a", "b c", "empty", ""));
    assertThat(received.message().systemProperties())
        .isEqualTo(Map.of("message-id", "1", "content-type", "application/json"));
    assertThat(emulator.hub().telemetry().count()).isEqualTo(1);
  }

  @Test
  void aModuleSendsUnderItsOwnName() {
    try (RawDevice module = RawDevice.online(emulator, "d1/m1")) {
      module.publish(MqttQoS.AT_LEAST_ONCE, "devices/d1/modules/m1/messages/events/", "hi");
      module.next();
    }
    assertThat(emulator.hub().telemetry().latest())
        .extracting(received -> received.sender().toString())
        .containsExactly("d1/m1");
  }

  @Test
  void aMessageToADeviceIsGoneWhenItIsAcknowledged() {
    emulator
        .hub()
        .cloudToDevice()
        .send(
            "d1",
            new Message(
                Map.of("message-id", "c 1"),
                Map.of("k", "a&b"),
                "open".getBytes(StandardCharsets.UTF_8)));
    try (RawDevice device = RawDevice.online(emulator, "d1").subscribe(DEVICE_BOUND)) {
      MqttPublishMessage publish = (MqttPublishMessage) device.next();
      assertThat(publish.fixedHeader().qosLevel()).isEqualTo(MqttQoS.AT_LEAST_ONCE);
      assertThat(publish.variableHeader().topicName())
          .isEqualTo(
              "devices/d1/messages/devicebound/%24.mid=c%201"
                  + "&%24.to=%2Fdevices%2Fd1%2Fmessages%2FdeviceBound&k=a%26b");
      assertThat(messageCount()).isEqualTo(1);
      device.send(Packets.pubAck(publish.variableHeader().packetId()));
      await().until(() -> messageCount() == 0);
      assertThat(messageCount()).isZero();

      emulator.hub().cloudToDevice().send("d1", Message.of("second"));
      assertThat(device.heard()).endsWith("second");
    }
    // Not acknowledged: it comes again.
    try (RawDevice device = RawDevice.online(emulator, "d1").subscribe(DEVICE_BOUND)) {
      assertThat(device.heard()).endsWith("second");
    }
  }

  @Test
  void moreThanTheWindowArriveInOrder() {
    for (int i = 0; i < 50; i++) {
      emulator.hub().cloudToDevice().send("d1", Message.of("n" + i));
    }
    try (RawDevice device = RawDevice.online(emulator, "d1")) {
      assertThat(device.subscribe(MqttQoS.EXACTLY_ONCE, DEVICE_BOUND)).isEqualTo(List.of(1));
      for (int i = 0; i < 50; i++) {
        MqttPublishMessage publish = (MqttPublishMessage) device.next();
        assertThat(publish.payload().toString(StandardCharsets.UTF_8)).isEqualTo("n" + i);
        device.send(Packets.pubAck(publish.variableHeader().packetId()));
      }
      await().until(() -> messageCount() == 0);
    }
  }

  private int messageCount() {
    return emulator.hub().twins().get(D1).path("cloudToDeviceMessageCount").intValue();
  }
}
