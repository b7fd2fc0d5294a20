package io.twinoperator.emulator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.twin.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MqttBadInputTest {
  private static final int SILENT_CLIENTS = 2000;

  private final HubEmulator emulator =
      HubEmulator.builder()
          .mqtt(
              new MqttSettings(
                  Duration.ofSeconds(3), RefusedSubscription.FAILS_IN_SUBACK, TwinQos.AT_MOST_ONCE))
          .start();

  @BeforeEach
  void register() {
    emulator.hub().identities().create(ClientId.device("d1"), Json.object("{}"));
  }

  @AfterEach
  void everyConnectionIsForgotten() {
    await().atMost(Duration.ofSeconds(20)).until(() -> emulator.mqttConnections() == 0);
    emulator.close();
  }

  @Test
  void garbageCloses() {
    Random random = new Random(7);
    for (int i = 0; i < 30; i++) {
      byte[] garbage = new byte[1 + random.nextInt(300)];
      random.nextBytes(garbage);
      try (RawDevice device = RawDevice.open(emulator)) {
        device.sendBytes(garbage);
        assertThat(device.isClosedByHub()).isTrue();
      }
    }
  }

  @Test
  void garbageBehindConnectCloses() {
    try (RawDevice device = RawDevice.online(emulator, "d1")) {
      device.sendBytes(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 1});
      assertThat(device.isClosedByHub()).isTrue();
    }
  }

  @Test
  void otherPacketsBeforeConnectOrASecondConnectClose() {
    try (RawDevice device = RawDevice.open(emulator)) {
      device.send(MqttMessage.PINGREQ);
      assertThat(device.isClosedByHub()).isTrue();
    }
    try (RawDevice device = RawDevice.online(emulator, "d1")) {
      device.send(RawDevice.credentials(emulator, "d1").build());
      assertThat(device.isClosedByHub()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "devices/d2/messages/events/",
        "$iothub/twin/GET/",
        "$iothub/twin/GET/?rid=1",
        "$iothub/twin/PATCH/properties/reported/?$rid=1&$version=x",
        "$iothub/methods/res/ok/?$rid=1",
        "any/topic"
      })
  void topicsOfNobodyClose(String topic) {
    try (RawDevice device = RawDevice.online(emulator, "d1")) {
      device.publish(topic, "{}");
      assertThat(device.isClosedByHub()).isTrue();
    }
  }

  @Test
  void qualityOfServiceTwoCloses() {
    try (RawDevice device = RawDevice.online(emulator, "d1")) {
      device.publish(MqttQoS.EXACTLY_ONCE, "devices/d1/messages/events/", "x");
      assertThat(device.isClosedByHub()).isTrue();
    }
  }

  @Test
  void whatIsTooLargeCloses() {
    try (RawDevice device = RawDevice.online(emulator, "d1")) {
      device.publish(MqttQoS.AT_LEAST_ONCE, "devices/d1/messages/events/", "x".repeat(256 * 1024));
      device.next();
      device.publish("devices/d1/messages/events/", "x".repeat(256 * 1024 + 1));
      assertThat(device.isClosedByHub()).isTrue();
    }
    assertThat(emulator.hub().telemetry().count()).isEqualTo(1);
    try (RawDevice device = RawDevice.online(emulator, "d1")) {
      // The length alone: the rest need not come.
      device.sendBytes(new byte[] {0x30, (byte) 0xff, (byte) 0xff, 0x7f, 0, 1, 'a', 'b'});
      assertThat(device.isClosedByHub()).isTrue();
    }
  }

  @Test
  void unknownTopicFiltersFailOrClose() {
    try (RawDevice device = RawDevice.online(emulator, "d1")) {
      assertThat(
              device.subscribe(
                  MqttQoS.AT_MOST_ONCE,
                  "#",
                  "$iothub/twin/res/#",
                  "devices/d2/messages/devicebound/#"))
          .isEqualTo(List.of(0x80, 0, 0x80));
    }
    try (HubEmulator strict = HubEmulator.builder().start()) {
      strict.hub().identities().create(ClientId.device("d1"), Json.object("{}"));
      try (RawDevice device = RawDevice.online(strict, "d1")) {
        device.send(
            io.netty.handler.codec.mqtt.MqttMessageBuilders.subscribe()
                .messageId(1)
                .addSubscription(MqttQoS.AT_MOST_ONCE, "#")
                .build());
        assertThat(device.isClosedByHub()).isTrue();
      }
    }
  }

  @Test
  void errorsOfReportedPatchesHaveTheHubsBody() {
    try (RawDevice device = RawDevice.online(emulator, "d1").subscribe("$iothub/twin/res/#")) {
      for (String body : new String[] {"{", "", "5", "{\"a.b\":1}", "{\"a\":1e999}"}) {
        device.publish("$iothub/twin/PATCH/properties/reported/?$rid=9", body);
        assertThat(device.heard())
            .startsWith("$iothub/twin/res/400/?$rid=9 {\"errorCode\":40000")
            .contains("\"trackingId\":", "\"message\":", "\"timestampUtc\":");
      }
      device.publish("$iothub/twin/PATCH/properties/reported/?$rid=9&$version=99", "{\"a\":1}");
      assertThat(device.heard()).startsWith("$iothub/twin/res/412/?$rid=9 {\"errorCode\":412001");
    }
  }

  @Test
  void aPacketMayComeByteByByteAndManyAtOnce() {
    try (RawDevice device = RawDevice.online(emulator, "d1").subscribe("$iothub/twin/res/#")) {
      byte[] get = publishBytes("$iothub/twin/GET/?$rid=1");
      for (byte one : get) {
        device.sendBytes(new byte[] {one});
      }
      assertThat(device.heard()).startsWith("$iothub/twin/res/200/?$rid=1");
      java.io.ByteArrayOutputStream many = new java.io.ByteArrayOutputStream();
      for (int i = 0; i < 500; i++) {
        many.writeBytes(get);
      }
      device.sendBytes(many.toByteArray());
      for (int i = 0; i < 500; i++) {
        assertThat(device.heard()).startsWith("$iothub/twin/res/200/?$rid=1");
      }
    }
  }

  @Test
  void thousandsThatSayNothingAreSentAway() throws Exception {
    Process silent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                SilentClients.class.getName(),
                Integer.toString(emulator.mqttPort()),
                Integer.toString(SILENT_CLIENTS))
            .redirectErrorStream(true)
            .start();
    try (RawDevice device = RawDevice.online(emulator, "d1").subscribe("$iothub/twin/res/#")) {
      // The others are served meanwhile.
      while (silent.isAlive()) {
        device.publish("$iothub/twin/GET/?$rid=1", "");
        assertThat(device.heard()).startsWith("$iothub/twin/res/200/?$rid=1");
        silent.waitFor(50, TimeUnit.MILLISECONDS);
      }
      assertThat(new String(silent.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
          .isEqualTo(SILENT_CLIENTS + " connected, " + SILENT_CLIENTS + " sent away");
    } finally {
      silent.destroy();
    }
  }

  private static byte[] publishBytes(String topic) {
    byte[] text = topic.getBytes(StandardCharsets.UTF_8);
    byte[] packet = new byte[4 + text.length];
    packet[0] = 0x30;
    packet[1] = (byte) (2 + text.length);
    packet[3] = (byte) text.length;
    System.arraycopy(text, 0, packet, 4, text.length);
    return packet;
  }
}
