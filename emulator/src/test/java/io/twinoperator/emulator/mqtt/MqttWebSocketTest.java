package io.twinoperator.emulator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.tls.Trust;
import io.twinoperator.emulator.twin.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MqttWebSocketTest {
  private final HubEmulator emulator = HubEmulator.builder().start();
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final EmbeddedChannel decoder = new EmbeddedChannel(new MqttDecoder());

  @BeforeEach
  void register() {
    emulator.hub().identities().create(ClientId.device("d1"), Json.object("{}"));
  }

  @AfterEach
  void stop() {
    emulator.close();
  }

  @Test
  void aDeviceByWebSocket() throws Exception {
    WebSocket socket = connect("/$iothub/websocket?iothub-no-client-cert=true");
    assertThat(socket.getSubprotocol()).isEqualTo("mqtt");
    byte[] connect =
        new MqttCodec().encode(RawDevice.credentials(emulator, "d1").build()).getBytes();
    // Packets and frames need not end together.
    socket.sendBinary(ByteBuffer.wrap(connect, 0, 9), true).join();
    socket.sendBinary(ByteBuffer.wrap(connect, 9, connect.length - 9), true).join();
    assertThat(heard.poll(10, TimeUnit.SECONDS))
        .isEqualTo(MqttConnectReturnCode.CONNECTION_ACCEPTED.toString());
    assertThat(emulator.mqttConnections()).isEqualTo(1);
    socket.sendText("this is not MQTT", true).join();
    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("closed");
    await().until(() -> emulator.mqttConnections() == 0);
  }

  @Test
  void nowhereElse() {
    assertThatThrownBy(() -> connect("/elsewhere"))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(404));
  }

  private WebSocket connect(String path) {
    return HttpClient.newBuilder()
        .sslContext(Trust.only(emulator.caPem()))
        .build()
        .newWebSocketBuilder()
        .subprotocols("mqtt")
        .buildAsync(
            URI.create("wss://localhost:" + emulator.httpsPort() + path),
            new WebSocket.Listener() {
              @Override
              public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
                byte[] bytes = new byte[data.remaining()];
                data.get(bytes);
                decoder.writeInbound(Unpooled.wrappedBuffer(bytes));
                MqttConnAckMessage answer = decoder.readInbound();
                heard.add(answer.variableHeader().connectReturnCode().toString());
                socket.request(1);
                return null;
              }

              @Override
              public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                heard.add("closed");
                return null;
              }

              @Override
              public void onError(WebSocket socket, Throwable error) {
                heard.add("closed");
              }
            })
        .join();
  }
}
