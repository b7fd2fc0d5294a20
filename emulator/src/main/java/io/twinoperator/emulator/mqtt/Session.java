package io.twinoperator.emulator.mqtt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttIdentifierRejectedException;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnacceptableProtocolVersionException;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.twinoperator.emulator.hub.DeviceLink;
import io.twinoperator.emulator.hub.DeviceListener;
import io.twinoperator.emulator.hub.HubError;
import io.twinoperator.emulator.hub.MethodCall;
import io.twinoperator.emulator.throttle.ThrottledOperation;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one connection says and hears, from CONNECT to its end. Packets are worked on one at a time;
 * what the hub tells comes from any thread and waits its turn.
 */
final class Session implements DeviceListener {

  /** The connection as the session sees it; from any thread. */
  interface Wire {

    /** The client is in: its keep-alive and the end of its token count from now on. */
    void accepted(int keepAliveSeconds, Instant tokenExpiry);

    /** Sends a packet, behind those sent before. */
    void send(MqttMessage message);

    /** Ends the connection behind the packets sent before; the reason is for a log. */
    void close(String reason);

    /** Does work in its turn among the packets that come. */
    void later(Runnable work);
  }

  // More than any client says before it has heard CONNACK.
  private static final int MAX_EARLY_PACKETS = 64;
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final Wire wire;
  private final MqttEndpoint endpoint;
  private Optional<OnlineDevice> online = Optional.empty();
  // What came while CONNECT waits for its turn; empty once it has had it.
  private Optional<Deque<MqttMessage>> early = Optional.empty();
  private boolean over;
  private volatile String name = "a client that has not said CONNECT";

  Session(Wire wire, MqttEndpoint endpoint) {
    this.wire = wire;
    this.endpoint = endpoint;
  }

  /** A packet came. */
  void received(MqttMessage message) {
    if (over) {
      return;
    }
    if (message.decoderResult().isFailure()) {
      undecodable(message.decoderResult().cause());
    } else if (early.isPresent()) {
      keep(early.get(), message);
    } else if (message instanceof MqttConnectMessage connect && online.isEmpty()) {
      connect(connect);
    } else if (online.isEmpty()) {
      close("the first packet is " + message.fixedHeader().messageType() + ", not CONNECT");
    } else {
      try {
        dispatch(online.get(), message);
      } catch (HubError refused) {
        // MQTT 3.1.1 has no answer that says why.
        close(refused.name() + ": " + refused.getMessage());
      }
    }
  }

  /** The connection is gone: what the device wanted said then is said, and the link ends. */
  void ended() {
    over = true;
    online.ifPresent(OnlineDevice::ended);
    online = Optional.empty();
  }

  @Override
  public void onDesired(ObjectNode patchWithVersion) {
    wire.later(() -> online.ifPresent(device -> device.desired(patchWithVersion)));
  }

  @Override
  public void onMethod(MethodCall call) {
    wire.later(() -> online.ifPresent(device -> device.call(call)));
  }

  @Override
  public void onMessageWaiting() {
    wire.later(() -> online.ifPresent(OnlineDevice::deliver));
  }

  @Override
  public void dropped() {
    wire.later(() -> close("the hub ended the link"));
  }

  @Override
  public String toString() {
    return name;
  }

  private void dispatch(OnlineDevice device, MqttMessage message) {
    switch (message.fixedHeader().messageType()) {
      case PUBLISH -> device.publish((MqttPublishMessage) message).ifPresent(this::close);
      case PUBACK -> device.acknowledged(packetId(message));
      case SUBSCRIBE -> device.subscribe((MqttSubscribeMessage) message).ifPresent(this::close);
      case UNSUBSCRIBE -> device.unsubscribe((MqttUnsubscribeMessage) message);
      case PINGREQ -> wire.send(Packets.pingResp());
      case DISCONNECT -> {
        device.withdrawWill();
        close("it said DISCONNECT");
      }
      default -> close(message.fixedHeader().messageType() + " has no place here");
    }
  }

  private void connect(MqttConnectMessage connect) {
    online =
        endpoint
            .doorkeeper()
            .decide(connect)
            .fold(
                new Login.Cases<Optional<OnlineDevice>>() {
                  @Override
                  public Optional<OnlineDevice> accepted(Login.Accepted login) {
                    return inTurn(connect, login);
                  }

                  @Override
                  public Optional<OnlineDevice> refused(Login.Refused login) {
                    refuse(login.code(), login.reason());
                    return Optional.empty();
                  }
                });
  }

  private Optional<OnlineDevice> inTurn(MqttConnectMessage connect, Login.Accepted login) {
    CompletionStage<Void> stage =
        login.hub().throttles().enterAsDevice(ThrottledOperation.DEVICE_CONNECTION);
    CompletableFuture<Void> turn = stage.toCompletableFuture();
    if (turn.isDone()) {
      return afterTurn(turn, connect, login);
    }
    Deque<MqttMessage> kept = new ArrayDeque<>();
    early = Optional.of(kept);
    stage.whenComplete(
        (nothing, refused) ->
            wire.later(
                () -> {
                  early = Optional.empty();
                  if (!over) {
                    online = afterTurn(turn, connect, login);
                    kept.forEach(this::received);
                  }
                }));
    return Optional.empty();
  }

  private Optional<OnlineDevice> afterTurn(
      CompletableFuture<Void> turn, MqttConnectMessage connect, Login.Accepted login) {
    if (turn.isCompletedExceptionally()) {
      refuse(
          MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE,
          "the hub's throttle of new connections");
      return Optional.empty();
    }
    return letIn(connect, login);
  }

  private void keep(Deque<MqttMessage> kept, MqttMessage message) {
    if (kept.size() == MAX_EARLY_PACKETS) {
      close("it said more than " + MAX_EARLY_PACKETS + " packets before it was let in");
    } else {
      kept.add(message);
    }
  }

  private Optional<OnlineDevice> letIn(MqttConnectMessage connect, Login.Accepted login) {
    name = login.client() + " of " + login.hub().hostName();
    Optional<Will> will = Optional.empty();
    if (connect.variableHeader().isWillFlag()) {
      will = Will.of(login.client(), connect);
      if (will.isEmpty()) {
        close("its will is not for its own telemetry topic");
        return Optional.empty();
      }
    }
    DeviceLink link;
    try {
      link = login.hub().connect(login.client(), this);
    } catch (HubError refused) {
      refuse(refusalCode(refused), refused.getMessage());
      return Optional.empty();
    }
    login.modelId().ifPresent(link::announceModel);
    boolean clean = connect.variableHeader().isCleanSession();
    Subscriptions subscriptions = Subscriptions.of(link, clean);
    wire.accepted(connect.variableHeader().keepAliveTimeSeconds(), login.until());
    wire.send(Packets.connAck(MqttConnectReturnCode.CONNECTION_ACCEPTED, subscriptions.wereKept()));
    LOG.debug("{} is connected", name);
    OnlineDevice device = new OnlineDevice(wire, endpoint, login, link, subscriptions, will);
    device.resume();
    return Optional.of(device);
  }

  private static MqttConnectReturnCode refusalCode(HubError refused) {
    return switch (refused.httpStatus()) {
      case 401, 403, 404 -> MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED;
      default -> MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE;
    };
  }

  private void undecodable(Throwable cause) {
    if (online.isEmpty() && cause instanceof MqttUnacceptableProtocolVersionException) {
      refuse(
          MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION,
          String.valueOf(cause.getMessage()));
    } else if (online.isEmpty() && cause instanceof MqttIdentifierRejectedException) {
      refuse(
          MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED,
          String.valueOf(cause.getMessage()));
    } else {
      close("what it sent is not MQTT 3.1.1: " + cause.getMessage());
    }
  }

  private void refuse(MqttConnectReturnCode code, String reason) {
    LOG.info("CONNECT of {} is refused with {}: {}", name, code, reason);
    wire.send(Packets.connAck(code, false));
    close(reason);
  }

  private void close(String reason) {
    over = true;
    wire.close(reason);
  }

  private static int packetId(MqttMessage message) {
    return ((MqttMessageIdVariableHeader) message.variableHeader()).messageId();
  }
}
