package io.twinoperator.emulator.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.twinoperator.emulator.http.Json;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.DeviceLink;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubError;
import io.twinoperator.emulator.hub.MethodCall;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device that was let in: what it publishes and subscribes to, and what it is told. What has to
 * end the connection is answered as a reason.
 */
final class OnlineDevice {
  private static final Logger LOG = LoggerFactory.getLogger(OnlineDevice.class);

  private final Session.Wire wire;
  private final MqttEndpoint endpoint;
  private final EmulatedHub hub;
  private final ClientId client;
  private final DeviceLink link;
  private final Subscriptions subscriptions;
  private final TwinTopics twin;
  private final Deliveries deliveries;
  private Optional<Will> will;

  OnlineDevice(
      Session.Wire wire,
      MqttEndpoint endpoint,
      Login.Accepted login,
      DeviceLink link,
      Subscriptions subscriptions,
      Optional<Will> will) {
    this.wire = wire;
    this.endpoint = endpoint;
    this.hub = login.hub();
    this.client = login.client();
    this.link = link;
    this.subscriptions = subscriptions;
    PacketIds packetIds = new PacketIds();
    this.twin = new TwinTopics(wire, endpoint, hub.paced(client, link), subscriptions, packetIds);
    this.deliveries = new Deliveries(wire, client, link, packetIds);
    this.will = will;
  }

  /** Takes up what the device was subscribed to before; after CONNACK. */
  void resume() {
    if (subscriptions.contains(DeviceFilter.METHODS)) {
      link.acceptMethods();
    }
    if (subscriptions.contains(DeviceFilter.DEVICE_BOUND)) {
      link.acceptMessages();
    }
  }

  /** PUBLISH came. */
  Optional<String> publish(MqttPublishMessage packet) {
    MqttQoS qos = packet.fixedHeader().qosLevel();
    if (qos.value() > MqttQoS.AT_LEAST_ONCE.value()) {
      return Optional.of("it published with QoS 2, which the hub does not serve");
    }
    byte[] body = ByteBufUtil.getBytes(packet.payload());
    if (body.length > MqttCodec.MAX_MESSAGE_BYTES) {
      return Optional.of(
          "a message has " + body.length + " bytes, the limit is " + MqttCodec.MAX_MESSAGE_BYTES);
    }
    return Topic.of(client, packet.variableHeader().topicName()).fold(new Publishing(packet, body));
  }

  /** PUBACK came. */
  void acknowledged(int packetId) {
    deliveries.acknowledged(packetId);
    deliver();
  }

  /** SUBSCRIBE came. */
  Optional<String> subscribe(MqttSubscribeMessage packet) {
    List<Integer> codes = new ArrayList<>();
    List<DeviceFilter> added = new ArrayList<>();
    for (MqttTopicSubscription asked : packet.payload().topicSubscriptions()) {
      Optional<DeviceFilter> filter = DeviceFilter.of(client, asked.topicFilter());
      if (filter.isPresent()) {
        codes.add(subscriptions.add(filter.get(), asked.qualityOfService()).value());
        added.add(filter.get());
      } else if (endpoint.settings().refusedSubscription() == RefusedSubscription.CLOSES) {
        return Optional.of("'" + asked.topicFilter() + "' is nothing to subscribe to");
      } else {
        codes.add(MqttQoS.FAILURE.value());
      }
    }
    // First accepted, then acknowledged: who knows of the subscription must not find the device
    // deaf.
    // What the hub sends for it comes after the acknowledgement, in the session's turn.
    if (added.contains(DeviceFilter.METHODS)) {
      link.acceptMethods();
    }
    if (added.contains(DeviceFilter.DEVICE_BOUND)) {
      link.acceptMessages();
    }
    wire.send(Packets.subAck(packet.variableHeader().messageId(), codes));
    return Optional.empty();
  }

  /** UNSUBSCRIBE came; what was not subscribed to changes nothing. */
  void unsubscribe(MqttUnsubscribeMessage packet) {
    for (String text : packet.payload().topics()) {
      DeviceFilter.of(client, text).ifPresent(this::remove);
    }
    wire.send(Packets.unsubAck(packet.variableHeader().messageId()));
  }

  /** Desired properties changed. */
  void desired(ObjectNode patchWithVersion) {
    twin.desired(patchWithVersion);
  }

  /** The hub calls a method. */
  void call(MethodCall call) {
    if (subscriptions.contains(DeviceFilter.METHODS)) {
      byte[] body = Json.text(call.payload()).getBytes(StandardCharsets.UTF_8);
      wire.send(
          Packets.publish(
              "$iothub/methods/POST/" + call.name() + "/?$rid=" + call.requestId(), body));
    }
  }

  /** Sends the cloud-to-device messages that wait. */
  void deliver() {
    subscriptions.granted(DeviceFilter.DEVICE_BOUND).ifPresent(deliveries::deliver);
  }

  /** It said goodbye. */
  void withdrawWill() {
    will = Optional.empty();
  }

  /** The connection is gone. */
  void ended() {
    try {
      will.ifPresent(last -> hub.telemetry().send(client, last.message()));
    } catch (HubError refused) {
      LOG.debug("The will of {} is not taken: {}", client, refused.getMessage());
    }
    link.close();
  }

  private void acknowledge(MqttPublishMessage packet) {
    if (packet.fixedHeader().qosLevel() == MqttQoS.AT_LEAST_ONCE) {
      wire.send(Packets.pubAck(packet.variableHeader().packetId()));
    }
  }

  private void remove(DeviceFilter filter) {
    subscriptions.remove(filter);
    if (filter == DeviceFilter.METHODS) {
      link.refuseMethods();
    }
    if (filter == DeviceFilter.DEVICE_BOUND) {
      link.refuseMessages();
    }
  }

  /**
   * What a device publishes is acknowledged once it is done, and before it is answered, as in the
   * vendor's own record of a request (azure-iot-sdk-java pull request 1190): the vendor's client
   * for Java forgets a request that is answered, and drops an acknowledgement that comes later.
   */
  private final class Publishing implements Topic.Cases<Optional<String>> {
    private final MqttPublishMessage packet;
    private final byte[] body;

    Publishing(MqttPublishMessage packet, byte[] body) {
      this.packet = packet;
      this.body = body;
    }

    @Override
    public Optional<String> telemetry(Topic.Telemetry topic) {
      boolean retain = packet.fixedHeader().isRetain();
      hub.telemetry().send(client, MessageTopic.message(topic.properties(), body, retain));
      acknowledge(packet);
      return Optional.empty();
    }

    @Override
    public Optional<String> twinGet(Topic.TwinGet topic) {
      Runnable answer = twin.get(topic);
      acknowledge(packet);
      answer.run();
      return Optional.empty();
    }

    @Override
    public Optional<String> reportedPatch(Topic.ReportedPatch topic) {
      Runnable answer = twin.report(topic, body);
      acknowledge(packet);
      answer.run();
      return Optional.empty();
    }

    @Override
    public Optional<String> methodAnswer(Topic.MethodAnswer topic) {
      Optional<JsonNode> payload = Json.value(new String(body, StandardCharsets.UTF_8));
      if (payload.isEmpty()) {
        return Optional.of("its answer to a method is not JSON");
      }
      link.answerMethod(topic.requestId(), topic.status(), payload.get());
      acknowledge(packet);
      return Optional.empty();
    }

    @Override
    public Optional<String> unknown(Topic.Unknown topic) {
      return Optional.of(topic.reason());
    }
  }
}
