package io.twinoperator.emulator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.twin.Json;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MqttMethodTest {
  private static final String METHODS = "$iothub/methods/POST/#";
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
  void aMethodIsCalledAndAnswered() throws Exception {
    try (RawDevice device = RawDevice.online(emulator, "d1").subscribe(METHODS)) {
      CompletableFuture<ObjectNode> answer = invoke("{\"level\":3}");
      String call = device.heard();
      assertThat(call).startsWith("$iothub/methods/POST/dim/?$rid=").endsWith(" {\"level\":3}");
      String requestId = call.substring(call.indexOf("$rid=") + 5, call.indexOf(' '));
      device.publish("$iothub/methods/res/207/?$rid=" + requestId, "{\"was\":5}");
      assertThat(answer.get(10, TimeUnit.SECONDS))
          .isEqualTo(Json.object("{\"status\":207,\"payload\":{\"was\":5}}"));

      device.send(MqttMessageBuilders.unsubscribe().messageId(9).addTopicFilter(METHODS).build());
      assertThat(device.next().fixedHeader().messageType()).isEqualTo(MqttMessageType.UNSUBACK);
      assertThatThrownBy(() -> invoke("{}").get(10, TimeUnit.SECONDS))
          .hasMessageContaining("Timed out waiting for device to connect");
    }
  }

  private CompletableFuture<ObjectNode> invoke(String payload) {
    return emulator
        .hub()
        .methods()
        .invoke(D1, Json.object("{\"methodName\":\"dim\",\"payload\":" + payload + "}"))
        .toCompletableFuture();
  }
}
