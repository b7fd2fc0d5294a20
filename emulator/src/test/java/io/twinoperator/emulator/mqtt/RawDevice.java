package io.twinoperator.emulator.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.auth.SasToken;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.tls.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** A device that says exactly what a test wants, packet by packet, over a blocking TLS socket. */
final class RawDevice implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  private final SSLSocket socket;
  private final EmbeddedChannel codec =
      new EmbeddedChannel(new MqttDecoder(1 << 20), MqttEncoder.INSTANCE);
  private final Deque<MqttMessage> waiting = new ArrayDeque<>();
  private int packetId;

  private RawDevice(SSLSocket socket) {
    this.socket = socket;
  }

  /** A TLS connection on which nothing was said. */
  static RawDevice open(HubEmulator emulator) {
    return open(emulator, "TLSv1.2", "TLSv1.3");
  }

  static RawDevice open(HubEmulator emulator, String... tlsVersions) {
    try {
      Socket plain = new Socket(InetAddress.getLoopbackAddress(), emulator.mqttPort());
      SSLSocket socket =
          (SSLSocket)
              Trust.only(emulator.caPem())
                  .getSocketFactory()
                  .createSocket(plain, "localhost", emulator.mqttPort(), true);
      socket.setEnabledProtocols(tlsVersions);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.startHandshake();
      return new RawDevice(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A device that is in, with a clean session. */
  static RawDevice online(HubEmulator emulator, String clientId) {
    return online(emulator, clientId, connect -> connect.cleanSession(true));
  }

  static RawDevice online(
      HubEmulator emulator,
      String clientId,
      UnaryOperator<MqttMessageBuilders.ConnectBuilder> with) {
    RawDevice device = open(emulator);
    MqttConnectReturnCode code =
        device
            .connect(with.apply(credentials(emulator, clientId)))
            .variableHeader()
            .connectReturnCode();
    if (code != MqttConnectReturnCode.CONNECTION_ACCEPTED) {
      throw new AssertionError(clientId + " was refused: " + code);
    }
    return device;
  }

  /** A CONNECT with everything right. */
  static MqttMessageBuilders.ConnectBuilder credentials(HubEmulator emulator, String clientId) {
    return connect(emulator.hub().hostName(), clientId, token(emulator, clientId));
  }

  static MqttMessageBuilders.ConnectBuilder connect(String hub, String clientId, String password) {
    return MqttMessageBuilders.connect()
        .clientId(clientId)
        .username(hub + "/" + clientId + "/?api-version=2021-04-12&DeviceClientType=test")
        .password(password.getBytes(StandardCharsets.UTF_8))
        .hasUser(true)
        .hasPassword(true)
        .cleanSession(true)
        .keepAlive(60);
  }

  static String token(HubEmulator emulator, String clientId) {
    ClientId id = UserName.clientIdOf(clientId).orElseThrow();
    byte[] key =
        Base64.getDecoder().decode(emulator.hub().identities().primaryKey(id).orElseThrow());
    return SasToken.sign(
            emulator.hub().hostName() + "/" + DeviceFilter.base(id),
            Optional.empty(),
            Instant.now().plusSeconds(3600),
            key)
        .header();
  }

  MqttConnAckMessage connect(MqttMessageBuilders.ConnectBuilder connect) {
    send(connect.build());
    return (MqttConnAckMessage) next();
  }

  RawDevice subscribe(String... filters) {
    subscribe(MqttQoS.AT_LEAST_ONCE, filters);
    return this;
  }

  List<Integer> subscribe(MqttQoS qos, String... filters) {
    MqttMessageBuilders.SubscribeBuilder subscribe =
        MqttMessageBuilders.subscribe().messageId(++packetId);
    for (String filter : filters) {
      subscribe.addSubscription(qos, filter);
    }
    send(subscribe.build());
    return ((MqttSubAckMessage) next()).payload().grantedQoSLevels();
  }

  void publish(String topic, String body) {
    publish(MqttQoS.AT_MOST_ONCE, topic, body);
  }

  void publish(MqttQoS qos, String topic, String body) {
    send(
        MqttMessageBuilders.publish()
            .topicName(topic)
            .qos(qos)
            .messageId(qos == MqttQoS.AT_MOST_ONCE ? 0 : ++packetId)
            .payload(Unpooled.copiedBuffer(body, StandardCharsets.UTF_8))
            .build());
  }

  void send(MqttMessage message) {
    codec.writeOutbound(message);
    for (ByteBuf part = codec.readOutbound(); part != null; part = codec.readOutbound()) {
      sendBytes(ByteBufUtil.getBytes(part));
      part.release();
    }
  }

  void sendBytes(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next packet; fails when none comes or the hub closes. */
  MqttMessage next() {
    try {
      while (waiting.isEmpty()) {
        if (!read()) {
          throw new AssertionError("the hub closed the connection");
        }
      }
      return waiting.poll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next packet as {@code topic body}. */
  String heard() {
    MqttPublishMessage publish = (MqttPublishMessage) next();
    return publish.variableHeader().topicName()
        + " "
        + publish.payload().toString(StandardCharsets.UTF_8);
  }

  /** Waits until the hub closes; answers whether it did, whatever it says before. */
  boolean isClosedByHub() {
    try {
      while (read()) {
        waiting.clear();
      }
      return true;
    } catch (SocketTimeoutException stillOpen) {
      return false;
    } catch (SocketException | SSLException reset) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Goes away without a word. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean read() throws IOException {
    InputStream in = socket.getInputStream();
    byte[] bytes = new byte[65536];
    int count = in.read(bytes);
    if (count < 0) {
      return false;
    }
    codec.writeInbound(Unpooled.copiedBuffer(bytes, 0, count));
    for (MqttMessage message = codec.readInbound();
        message != null;
        message = codec.readInbound()) {
      waiting.add(message);
    }
    return true;
  }
}
