package io.twinoperator.emulator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.auth.DevelopmentKey;
import io.twinoperator.emulator.auth.SasToken;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.emulator.twin.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MqttConnectTest {
  private static final String HUB = "a.azure-devices.net";
  private static HubEmulator emulator;

  @BeforeAll
  static void start() {
    emulator = HubEmulator.builder().hosts(HUB, "b.azure-devices.net").start();
    for (String id : new String[] {"d1", "d2", "odd#id+1", "off"}) {
      emulator.hub().identities().create(ClientId.device(id), Json.object("{}"));
    }
    emulator.hub().identities().create(ClientId.module("d1", "m1"), Json.object("{}"));
    emulator
        .hub("b.azure-devices.net")
        .identities()
        .create(ClientId.device("d1"), Json.object("{}"));
    emulator
        .hub()
        .identities()
        .update(
            ClientId.device("off"), Json.object("{\"status\":\"disabled\"}"), new IfMatch.Any());
  }

  @AfterAll
  static void stop() {
    emulator.close();
  }

  @Test
  void bothSpellingsBothKeysAndPolicies() {
    Instant later = Instant.now().plusSeconds(600);
    String resource = HUB + "/devices/d1";
    assertAccepted("d1", RawDevice.token(emulator, "d1"));
    assertAccepted("d1/m1", RawDevice.token(emulator, "d1/m1"));
    assertAccepted("odd#id+1", RawDevice.token(emulator, "odd#id+1"));
    assertAccepted("d1", signed(resource, key(secondary("d1")), later));
    assertAccepted("d1", unencoded(resource, key(primary("d1")), later));
    assertAccepted("d1", unencoded(HUB + "/devices/d1", key(primary("d1")), later));
    assertAccepted("d1", policy(HUB, "device", later));
    assertAccepted("d1", policy(resource, "iothubowner", later));
  }

  @Test
  void tokensThatDoNotOpenAreNotAuthorised() {
    Instant later = Instant.now().plusSeconds(600);
    String resource = HUB + "/devices/d1";
    assertRefused("d1", signed(resource, key(primary("d2")), later));
    assertRefused("d1", signed(resource, key(primary("d1")), Instant.now().minusSeconds(1)));
    assertRefused("d1", signed(HUB + "/devices/d2", key(primary("d1")), later));
    assertRefused("d1", signed("b.azure-devices.net/devices/d1", key(primary("d1")), later));
    assertRefused("d1", policy(HUB, "service", later));
    assertRefused("d1", policy(HUB, "nobody", later));
    assertRefused("nobody", signed(HUB + "/devices/nobody", key(primary("d1")), later));
    assertRefused("nobody", policy(HUB, "device", later));
    assertRefused("d1/m2", policy(HUB, "device", later));
    assertRefused("off", RawDevice.token(emulator, "off"));
  }

  @Test
  void whatIsMalformedIsToldApart() {
    String token = RawDevice.token(emulator, "d1");
    assertCode(
        RawDevice.connect(HUB, "d1", "secret"),
        MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD);
    assertCode(
        RawDevice.connect(HUB, "d1", token).username("d1"),
        MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD);
    assertCode(
        RawDevice.connect(HUB, "d1", token).hasPassword(false),
        MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD);
    assertCode(
        RawDevice.connect(HUB, "d1", token).clientId("d2"),
        MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED);
    assertCode(
        RawDevice.connect(HUB, "d1", token).clientId("a/b/c"),
        MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED);
    assertCode(
        RawDevice.connect("c.azure-devices.net", "d1", token),
        MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED);
    assertCode(
        RawDevice.connect(HUB, "d1", token).protocolVersion(MqttVersion.MQTT_3_1),
        MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION);
  }

  @Test
  void theUserNameSaysWhichHub() {
    byte[] key =
        key(
            emulator
                .hub("b.azure-devices.net")
                .identities()
                .primaryKey(ClientId.device("d1"))
                .orElseThrow());
    String token = signed("b.azure-devices.net/devices/d1", key, Instant.now().plusSeconds(600));
    try (RawDevice device = RawDevice.open(emulator)) {
      device.connect(RawDevice.connect("B.azure-devices.net", "d1", token));
      assertThat(
              emulator
                  .hub("b.azure-devices.net")
                  .twins()
                  .get(ClientId.device("d1"))
                  .path("connectionState")
                  .textValue())
          .isEqualTo("Connected");
    }
  }

  @Test
  void theModelInTheUserNameShowsInTheTwin() {
    try (RawDevice device =
        RawDevice.online(
            emulator,
            "d2",
            connect ->
                connect.username(
                    HUB + "/d2/?api-version=2021-04-12&model-id=dtmi%3Acom%3Aexample%3AT%3B1"))) {
      assertThat(emulator.hub().twins().get(ClientId.device("d2")).path("modelId").textValue())
          .isEqualTo("dtmi:com:example:T;1");
    }
  }

  @Test
  void theSecondConnectionDropsTheFirst() {
    try (RawDevice first = RawDevice.online(emulator, "d2");
        RawDevice second = RawDevice.online(emulator, "d2")) {
      assertThat(first.isClosedByHub()).isTrue();
      second.subscribe("$iothub/twin/res/#").publish("$iothub/twin/GET/?$rid=1", "");
      assertThat(second.heard()).startsWith("$iothub/twin/res/200/?$rid=1");
    }
  }

  @Test
  void aPersistentSessionKeepsItsSubscriptions() {
    RawDevice.online(emulator, "d2").close();
    try (RawDevice device = RawDevice.open(emulator)) {
      assertThat(sessionPresent(device.connect(persistent()))).isFalse();
      device.subscribe("$iothub/twin/PATCH/properties/desired/#");
    }
    try (RawDevice device = RawDevice.open(emulator)) {
      assertThat(sessionPresent(device.connect(persistent()))).isTrue();
      emulator
          .hub()
          .twins()
          .patch(
              ClientId.device("d2"),
              Json.object("{\"properties\":{\"desired\":{\"k\":1}}}"),
              new IfMatch.Absent());
      assertThat(device.heard()).contains("\"k\":1");
    }
    RawDevice.online(emulator, "d2").close();
    try (RawDevice device = RawDevice.open(emulator)) {
      assertThat(sessionPresent(device.connect(persistent()))).isFalse();
    }
  }

  @Test
  void theWillIsSaidOnlyWhenNobodySaidGoodbye() {
    try (RawDevice device = RawDevice.online(emulator, "d2", MqttConnectTest::withWill)) {
      device.send(io.netty.handler.codec.mqtt.MqttMessage.DISCONNECT);
      assertThat(device.isClosedByHub()).isTrue();
    }
    assertThat(wills()).isZero();
    RawDevice.online(emulator, "d2", MqttConnectTest::withWill).close();
    await().until(() -> wills() == 1);
  }

  @Test
  void aTokenThatExpiresEndsTheConnection() {
    String token = signed(HUB + "/devices/d2", key(primary("d2")), Instant.now().plusSeconds(2));
    try (RawDevice device = RawDevice.open(emulator)) {
      device.connect(RawDevice.connect(HUB, "d2", token));
      assertThat(device.isClosedByHub()).isTrue();
    }
  }

  @Test
  void silenceEndsTheConnection() {
    try (RawDevice device = RawDevice.online(emulator, "d2", connect -> connect.keepAlive(1))) {
      assertThat(device.isClosedByHub()).isTrue();
    }
    try (HubEmulator hasty =
            HubEmulator.builder()
                .mqtt(
                    new MqttSettings(
                        Duration.ofMillis(200), RefusedSubscription.CLOSES, TwinQos.AS_SUBSCRIBED))
                .start();
        RawDevice mute = RawDevice.open(hasty)) {
      assertThat(mute.isClosedByHub()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void tls(String version) {
    try (RawDevice device = RawDevice.open(emulator, version)) {
      MqttConnAckMessage answer = device.connect(RawDevice.credentials(emulator, "d2"));
      assertThat(answer.variableHeader().connectReturnCode())
          .isEqualTo(MqttConnectReturnCode.CONNECTION_ACCEPTED);
    }
  }

  private static MqttMessageBuilders.ConnectBuilder persistent() {
    return RawDevice.credentials(emulator, "d2").cleanSession(false);
  }

  private static MqttMessageBuilders.ConnectBuilder withWill(
      MqttMessageBuilders.ConnectBuilder connect) {
    return connect
        .cleanSession(true)
        .willFlag(true)
        .willTopic("devices/d2/messages/events/k=v")
        .willMessage("gone".getBytes(StandardCharsets.UTF_8));
  }

  private static long wills() {
    return emulator.hub().telemetry().latest().stream()
        .filter(
            one ->
                one.message().properties().equals(Map.of("k", "v", "iothub-MessageType", "Will")))
        .count();
  }

  private static boolean sessionPresent(MqttConnAckMessage answer) {
    assertThat(answer.variableHeader().connectReturnCode())
        .isEqualTo(MqttConnectReturnCode.CONNECTION_ACCEPTED);
    return answer.variableHeader().isSessionPresent();
  }

  private static void assertAccepted(String clientId, String password) {
    assertCode(
        RawDevice.connect(HUB, clientId, password), MqttConnectReturnCode.CONNECTION_ACCEPTED);
  }

  private static void assertRefused(String clientId, String password) {
    assertCode(
        RawDevice.connect(HUB, clientId, password),
        MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED);
  }

  private static void assertCode(
      MqttMessageBuilders.ConnectBuilder connect, MqttConnectReturnCode expected) {
    try (RawDevice device = RawDevice.open(emulator)) {
      assertThat(device.connect(connect).variableHeader().connectReturnCode()).isEqualTo(expected);
      if (expected != MqttConnectReturnCode.CONNECTION_ACCEPTED) {
        assertThat(device.isClosedByHub()).isTrue();
      }
    }
  }

  private static String primary(String deviceId) {
    return emulator.hub().identities().primaryKey(ClientId.device(deviceId)).orElseThrow();
  }

  private static String secondary(String deviceId) {
    return emulator.hub().identities().secondaryKey(ClientId.device(deviceId)).orElseThrow();
  }

  private static byte[] key(String base64) {
    return Base64.getDecoder().decode(base64);
  }

  private static String signed(String resource, byte[] key, Instant expiry) {
    return SasToken.sign(resource, Optional.empty(), expiry, key).header();
  }

  private static String policy(String resource, String name, Instant expiry) {
    return SasToken.sign(resource, Optional.of(name), expiry, DevelopmentKey.bytes()).header();
  }

  /** As the vendor's Java client spells it: another order, and sr as it is. */
  private static String unencoded(String resource, byte[] key, Instant expiry) {
    long se = expiry.getEpochSecond();
    try {
      javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA256");
      mac.init(new javax.crypto.spec.SecretKeySpec(key, "HmacSHA256"));
      String signature =
          Base64.getEncoder()
              .encodeToString(mac.doFinal((resource + "\n" + se).getBytes(StandardCharsets.UTF_8)));
      return "SharedAccessSignature sig="
          + java.net.URLEncoder.encode(signature, StandardCharsets.UTF_8)
          + "&se="
          + se
          + "&sr="
          + resource;
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
