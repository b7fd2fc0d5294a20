package io.twinoperator.emulator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.SteppedClock;
import io.twinoperator.emulator.auth.SasToken;
import io.twinoperator.emulator.http.Caller.Reply;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.emulator.message.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeviceHttpTest {
  private static final ClientId D1 = ClientId.device("d1");
  private static final ClientId M1 = ClientId.module("d1", "m1");
  private static final ClientId D2 = ClientId.device("d2");
  private static final String EVENTS = "/devices/d1/messages/events";
  private static final String INBOX = "/devices/d1/messages/devicebound";

  private final SteppedClock clock = new SteppedClock();
  private final HubEmulator emulator = HubEmulator.builder().clock(clock, clock.agenda()).start();
  private final Caller caller = Caller.of(emulator);

  @BeforeEach
  void register() {
    for (ClientId id : new ClientId[] {D1, M1, D2}) {
      emulator.hub().identities().create(id, Json.object("{}"));
    }
  }

  @AfterEach
  void stop() {
    emulator.close();
  }

  @Test
  void telemetry() {
    Reply sent =
        as(D1, "POST", EVENTS, "{\"t\":1}", "iothub-app-kind", "a", "iothub-messageid", "7");
    assertThat(sent.status()).isEqualTo(204);
    as(M1, "POST", "/devices/d1/modules/m1/messages/events", "hi");
    assertThat(emulator.hub().telemetry().latest())
        .extracting(
            one ->
                one.sender()
                    + " "
                    + one.message().text()
                    + one.message().properties()
                    + one.message().systemProperties())
        .containsExactly("d1 {\"t\":1}{kind=a}{message-id=7}", "d1/m1 hi{}{}");
  }

  @Test
  void onlyTheDeviceItselfAndPoliciesOfDevices() {
    assertThat(as(D2, "POST", EVENTS, "x").status()).isEqualTo(401);
    assertThat(caller.sendAs("", "POST", EVENTS, "x").status()).isEqualTo(401);
    assertThat(policy("service").status()).isEqualTo(401);
    assertThat(policy("device").status()).isEqualTo(204);
    assertThat(policy("iothubowner").status()).isEqualTo(204);
    emulator
        .hub()
        .identities()
        .update(D1, Json.object("{\"status\":\"disabled\"}"), new IfMatch.Any());
    Reply refused = as(D1, "POST", EVENTS, "x");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.header("iothub-errorcode")).contains("DeviceDisabled");
  }

  @Test
  void messagesAreLockedCompletedAbandonedAndRejected() {
    assertThat(as(D1, "GET", INBOX, "").status()).isEqualTo(204);
    byte[] binary = {0, (byte) 0xff, 'x'};
    emulator
        .hub()
        .cloudToDevice()
        .send("d1", new Message(Map.of("message-id", "m\n1"), Map.of("K y", "v"), binary));
    Reply first = as(D1, "GET", INBOX, "");
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.header("iothub-messageid")).contains("m 1");
    assertThat(first.header("iothub-app-k_y")).contains("v");
    assertThat(first.header("iothub-to")).contains("/devices/d1/messages/deviceBound");
    assertThat(as(D1, "GET", INBOX, "").status()).isEqualTo(204);

    assertThat(as(D1, "POST", INBOX + "/" + lock(first) + "/abandon", "").status()).isEqualTo(204);
    Reply second = as(D1, "GET", INBOX, "");
    assertThat(second.header("iothub-deliverycount")).contains("1");
    assertThat(as(D1, "DELETE", INBOX + "/" + lock(first), "").status()).isEqualTo(412);
    assertThat(as(D1, "DELETE", INBOX + "/" + lock(second), "").status()).isEqualTo(204);
    assertThat(messageCount()).isZero();

    emulator.hub().cloudToDevice().send("d1", Message.of("no"));
    Reply unwanted = as(D1, "GET", INBOX, "");
    assertThat(as(D1, "DELETE", INBOX + "/" + lock(unwanted) + "?reject", "").status())
        .isEqualTo(204);
    assertThat(messageCount()).isZero();
  }

  @Test
  void locksEndAfterAMinuteAndMessagesAfterAnHour() {
    emulator.hub().cloudToDevice().send("d1", Message.of("late"));
    Reply held = as(D1, "GET", INBOX, "");
    clock.advance(Duration.ofSeconds(61));
    assertThat(as(D1, "DELETE", INBOX + "/" + lock(held), "").status()).isEqualTo(412);
    assertThat(messageCount()).isEqualTo(1);
    clock.advance(Duration.ofHours(1));
    assertThat(messageCount()).isZero();
  }

  @Test
  void theQueueIsBoundedAndCanBePurged() {
    for (int i = 0; i < 50; i++) {
      emulator.hub().cloudToDevice().send("d1", Message.of("n" + i));
    }
    assertThatThrownBy(() -> emulator.hub().cloudToDevice().send("d1", Message.of("one more")))
        .hasMessageContaining("50 messages wait for device d1");
    assertThat(caller.send("DELETE", "/devices/d1/commands", "").text())
        .isEqualTo("{\"deviceId\":\"d1\",\"totalMessagesPurged\":50,\"moduleId\":null}");
    assertThat(messageCount()).isZero();
  }

  private Reply as(ClientId client, String method, String path, String body, String... headers) {
    byte[] key =
        Base64.getDecoder().decode(emulator.hub().identities().primaryKey(client).orElseThrow());
    String resource =
        "localhost/devices/"
            + client.deviceId()
            + client.moduleId().map(module -> "/modules/" + module).orElse("");
    String token =
        SasToken.sign(resource, Optional.empty(), Instant.now().plusSeconds(60), key).header();
    return caller.sendAs(token, method, path, body, headers);
  }

  private Reply policy(String name) {
    return caller.sendAs(
        Caller.token("localhost", name, Instant.now().plusSeconds(60)), "POST", EVENTS, "x");
  }

  private int messageCount() {
    return emulator.hub().twins().get(D1).path("cloudToDeviceMessageCount").intValue();
  }

  private static String lock(Reply reply) {
    return reply.header("ETag").orElseThrow().replace("\"", "");
  }
}
