package io.twinoperator.emulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.message.Message;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages to and from devices, as a test in another process sends and finds them. */
class MessageCallsTest {
  private HubEmulator emulator;
  private Caller caller;

  @BeforeEach
  void start() {
    emulator = HubEmulator.builder().start();
    caller = Caller.of(emulator);
    caller.send("PUT", "/devices/d1", "{\"deviceId\":\"d1\"}");
  }

  @AfterEach
  void stop() {
    emulator.close();
  }

  @Test
  void aMessageWaitsForItsDevice() {
    assertThat(
            caller
                .send(
                    "POST",
                    "/_emulator/devices/d1/messages",
                    "{\"body\":\"réboot\",\"properties\":{\"why\":\"a b\"},"
                        + "\"systemProperties\":{\"message-id\":\"m1\"}}")
                .status())
        .isEqualTo(204);
    Message message = emulator.hub().cloudToDevice().receive("d1").orElseThrow().message();
    assertThat(message.text()).isEqualTo("réboot");
    assertThat(message.properties()).isEqualTo(Map.of("why", "a b"));
    assertThat(message.systemProperties()).containsEntry("message-id", "m1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"body\":1}", "{\"body\":\"\",\"properties\":{\"a\":1}}"})
  void whatIsNoTextIsRefused(String body) {
    assertThat(caller.send("POST", "/_emulator/devices/d1/messages", body).status()).isEqualTo(400);
  }

  @Test
  void telemetryOfADeviceIsListed() {
    caller.send("PUT", "/devices/d2", "{\"deviceId\":\"d2\"}");
    emulator.hub().telemetry().send(ClientId.device("d2"), Message.of("of another"));
    emulator
        .hub()
        .telemetry()
        .send(
            ClientId.device("d1"),
            new Message(
                Map.of("content-type", "application/json"),
                Map.of("alert", "yes"),
                "{\"t\":21}".getBytes(StandardCharsets.UTF_8)));
    JsonNode messages = caller.get("/_emulator/devices/d1/telemetry").json();
    assertThat(messages).hasSize(1);
    assertThat(messages.at("/0/body").textValue()).isEqualTo("{\"t\":21}");
    assertThat(messages.at("/0/properties/alert").textValue()).isEqualTo("yes");
    assertThat(messages.at("/0/systemProperties/content-type").textValue())
        .isEqualTo("application/json");
    assertThat(caller.get("/_emulator/devices/nobody/telemetry").status()).isEqualTo(404);
  }
}
