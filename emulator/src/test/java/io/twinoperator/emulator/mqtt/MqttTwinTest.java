package io.twinoperator.emulator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.emulator.twin.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MqttTwinTest {
  private static final String ANSWERS = "$iothub/twin/res/#";
  private static final String DESIRED = "$iothub/twin/PATCH/properties/desired/#";
  private static final ClientId D1 = ClientId.device("d1");

  private final HubEmulator emulator = HubEmulator.builder().start();

  @BeforeEach
  void register() {
    emulator.hub().identities().create(D1, Json.object("{}"));
  }

  @AfterEach
  void stop() {
    emulator.close();
  }

  @Test
  void readsReportsAndHearsOfDesired() {
    patch("{\"properties\":{\"desired\":{\"a\":1}},\"tags\":{\"t\":1}}");
    try (RawDevice device = RawDevice.online(emulator, "d1").subscribe(ANSWERS, DESIRED)) {
      assertThat(connectionState()).isEqualTo("Connected");

      device.publish("$iothub/twin/GET/?$rid=a1", "");
      assertThat(device.heard())
          .isEqualTo(
              "$iothub/twin/res/200/?$rid=a1"
                  + " {\"desired\":{\"a\":1,\"$version\":2},\"reported\":{\"$version\":1}}");

      device.publish("$iothub/twin/PATCH/properties/reported/?$rid=2&$version=1", "{\"r\":true}");
      assertThat(device.heard()).isEqualTo("$iothub/twin/res/204/?$rid=2&$version=2 ");
      assertThat(emulator.hub().twins().get(D1).at("/properties/reported/r").asBoolean()).isTrue();

      patch("{\"properties\":{\"desired\":{\"a\":null,\"b\":{\"c\":2}}}}");
      assertThat(device.heard())
          .isEqualTo(
              "$iothub/twin/PATCH/properties/desired/?$version=3"
                  + " {\"a\":null,\"b\":{\"c\":2},\"$version\":3}");
    }
    await().until(() -> connectionState().equals("Disconnected"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$iothub/twin/GET/?$rid=7|''|200",
        "$iothub/twin/PATCH/properties/reported/?$rid=7|{}|204",
        "$iothub/twin/PATCH/properties/reported/?$rid=7|no JSON|400"
      })
  void aRequestIsAcknowledgedBeforeItIsAnswered(String topic, String body, int status) {
    try (RawDevice device = RawDevice.online(emulator, "d1").subscribe(ANSWERS)) {
      device.publish(MqttQoS.AT_LEAST_ONCE, topic, body);

      assertThat(device.next().fixedHeader().messageType()).isEqualTo(MqttMessageType.PUBACK);
      assertThat(device.heard()).startsWith("$iothub/twin/res/" + status + "/?$rid=7");
    }
  }

  private void patch(String body) {
    emulator.hub().twins().patch(D1, Json.object(body), new IfMatch.Absent());
  }

  private String connectionState() {
    return emulator.hub().twins().get(D1).path("connectionState").textValue();
  }
}
