package io.twinoperator.emulator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.azure.sdk.iot.device.ClientOptions;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.IotHubMessageResult;
import com.microsoft.azure.sdk.iot.device.IotHubStatusCode;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.device.twin.DirectMethodResponse;
import com.microsoft.azure.sdk.iot.device.twin.Twin;
import com.microsoft.azure.sdk.iot.device.twin.TwinCollection;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.DeviceListener;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.emulator.hub.Telemetry;
import io.twinoperator.emulator.tls.Trust;
import io.twinoperator.emulator.twin.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The vendor's device client for Java, unmodified; it knows no ports but 8883 and 443. */
@Tag("vendor-ports")
class VendorDeviceTest {
  private static final String HUB = "plant.azure-devices.net";
  private static final ClientId D1 = ClientId.device("d1");

  /** How the client travels. */
  enum Way {
    TLS(IotHubClientProtocol.MQTT),
    WEB_SOCKET(IotHubClientProtocol.MQTT_WS);

    private final IotHubClientProtocol protocol;

    Way(IotHubClientProtocol protocol) {
      this.protocol = protocol;
    }
  }

  private HubEmulator emulator;
  private DeviceClient client;

  @AfterEach
  void stop() {
    if (client != null) {
      client.close();
    }
    if (emulator != null) {
      emulator.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void twin(Way way) throws Exception {
    start(way);
    patch("{\"properties\":{\"desired\":{\"interval\":5}}}");
    client.open(false);
    assertThat(twinField("connectionState")).isEqualTo("Connected");

    Queue<String> heard = new ConcurrentLinkedQueue<>();
    client.subscribeToDesiredProperties(
        (twin, context) ->
            heard.add(twin.getDesiredProperties() + " " + twin.getDesiredProperties().getVersion()),
        null);
    Twin twin = TwinAnswer.read(client);
    assertThat(twin.getDesiredProperties()).containsEntry("interval", 5L);
    assertThat(twin.getDesiredProperties().getVersion()).isEqualTo(2);

    TwinCollection reported = twin.getReportedProperties();
    reported.put("interval", 5);
    assertThat(TwinAnswer.report(client, reported)).isEqualTo(2);
    // The client sends the version it read; it is the old one now.
    assertThatThrownBy(() -> TwinAnswer.report(client, reported))
        .isInstanceOfSatisfying(
            IotHubClientException.class,
            e -> assertThat(e.getStatusCode()).isEqualTo(IotHubStatusCode.PRECONDITION_FAILED));
    assertThat(emulator.hub().twins().get(D1).at("/properties/reported/interval").asInt())
        .isEqualTo(5);

    patch("{\"properties\":{\"desired\":{\"interval\":7}}}");
    await().until(() -> heard.stream().anyMatch(text -> text.contains("7") && text.endsWith("3")));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void messagesBothWays(Way way) throws Exception {
    start(way);
    client.open(false);
    Message message = new Message("{\"t\":21.5}");
    message.setMessageId("m 1");
    message.setContentType("application/json");
    message.setContentEncoding("utf-8");
    message.setProperty("alert", "yes & no");
    client.sendEvent(message);
    Telemetry.Received received = emulator.hub().telemetry().latest().get(0);
    assertThat(received.sender()).isEqualTo(D1);
    assertThat(received.message().text()).isEqualTo("{\"t\":21.5}");
    assertThat(received.message().properties()).containsEntry("alert", "yes & no");
    assertThat(received.message().systemProperties())
        .containsEntry("message-id", "m 1")
        .containsEntry("content-type", "application/json")
        .containsEntry("content-encoding", "utf-8");

    Queue<String> commands = new ConcurrentLinkedQueue<>();
    client.setMessageCallback(
        (command, context) -> {
          commands.add(
              new String(command.getBytes(), StandardCharsets.UTF_8)
                  + " "
                  + command.getProperty("why")
                  + " "
                  + command.getMessageId());
          return IotHubMessageResult.COMPLETE;
        },
        null);
    emulator
        .hub()
        .cloudToDevice()
        .send(
            "d1",
            new io.twinoperator.emulator.message.Message(
                Map.of("message-id", "c1"),
                Map.of("why", "a=b"),
                "reboot".getBytes(StandardCharsets.UTF_8)));
    await().untilAsserted(() -> assertThat(commands).containsExactly("reboot a=b c1"));
    await()
        .until(
            () -> emulator.hub().twins().get(D1).path("cloudToDeviceMessageCount").intValue() == 0);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void answersMethods(Way way) throws Exception {
    start(way);
    client.open(false);
    // Called before the device takes methods: the call waits for it.
    Future<ObjectNode> answer =
        emulator
            .hub()
            .methods()
            .invoke(
                D1,
                Json.object(
                    "{'methodName':'reboot','connectTimeoutInSeconds':30,'payload':{'in':5}}"))
            .toCompletableFuture();
    client.subscribeToMethods(
        (name, payload, context) ->
            new DirectMethodResponse(
                202, Map.of("heard", name + " " + payload.getPayloadAsJsonString())),
        null);
    assertThat(answer.get(10, TimeUnit.SECONDS))
        .isEqualTo(Json.object("{'status':202,'payload':{'heard':'reboot {\\'in\\':5}'}}"));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void comesBackByItself(Way way) throws Exception {
    start(way);
    client.open(false);
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    client.subscribeToDesiredProperties(
        (twin, context) -> heard.add(twin.getDesiredProperties().toString()), null);

    emulator.hub().connect(D1, ignored()).close();
    await().until(() -> twinField("connectionState").equals("Connected"));
    patch("{\"properties\":{\"desired\":{\"after\":1}}}");
    await().until(() -> heard.stream().anyMatch(text -> text.contains("after")));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void saysWhyItIsNotLetIn(Way way) {
    start(way);
    emulator
        .hub()
        .identities()
        .update(D1, Json.object("{\"status\":\"disabled\"}"), new IfMatch.Any());
    assertThatThrownBy(() -> client.open(false))
        .isInstanceOfSatisfying(
            IotHubClientException.class,
            e -> assertThat(e.getStatusCode()).isEqualTo(IotHubStatusCode.UNAUTHORIZED));
  }

  private void start(Way way) {
    HubEmulator.Builder builder = HubEmulator.builder().hosts(HUB);
    try {
      emulator = way == Way.TLS ? builder.mqttPort(8883).start() : builder.httpsPort(443).start();
    } catch (IllegalStateException notBound) {
      abort("The vendor's client has no other port: " + notBound.getMessage());
    }
    emulator.hub().identities().create(D1, Json.object("{}"));
    // Not through GatewayHostName: the client takes a gateway for IoT Edge, which has no messages
    // to devices. It wants a host name with a dot.
    client =
        new DeviceClient(
            emulator.deviceConnectionString("d1").replace("=" + HUB, "=127.0.0.1"),
            way.protocol,
            ClientOptions.builder().sslContext(Trust.only(emulator.caPem())).build());
  }

  private void patch(String body) {
    emulator.hub().twins().patch(D1, Json.object(body), new IfMatch.Absent());
  }

  private String twinField(String name) {
    return emulator.hub().twins().get(D1).path(name).textValue();
  }

  private static DeviceListener ignored() {
    return new DeviceListener() {
      @Override
      public void onDesired(ObjectNode patchWithVersion) {}

      @Override
      public void dropped() {}
    };
  }
}
