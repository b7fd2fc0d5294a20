package io.twinoperator.emulator.mqtt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.twinoperator.emulator.http.Json;
import io.twinoperator.emulator.hub.DeviceLink;
import io.twinoperator.emulator.hub.HubError;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Reads and reports of a twin, as requests and answers over topics. */
final class TwinTopics {
  private static final byte[] NOTHING = {};

  private final Session.Wire wire;
  private final MqttEndpoint endpoint;
  private final DeviceLink link;
  private final Subscriptions subscriptions;
  private final PacketIds packetIds;

  TwinTopics(
      Session.Wire wire,
      MqttEndpoint endpoint,
      DeviceLink link,
      Subscriptions subscriptions,
      PacketIds packetIds) {
    this.wire = wire;
    this.endpoint = endpoint;
    this.link = link;
    this.subscriptions = subscriptions;
    this.packetIds = packetIds;
  }

  /** Answers the twin's properties. */
  void get(Topic.TwinGet topic) {
    try {
      answer(200, "$rid=" + topic.requestId(), bytes(link.twin()));
    } catch (HubError refused) {
      refuse(topic.requestId(), refused);
    }
  }

  /** Merges a patch into reported and answers its new version. */
  void report(Topic.ReportedPatch topic, byte[] body) {
    try {
      ObjectNode patch = Json.object(new String(body, StandardCharsets.UTF_8));
      long version =
          topic.ifVersion().isPresent()
              ? link.report(patch, topic.ifVersion().getAsLong())
              : link.report(patch);
      answer(204, "$rid=" + topic.requestId() + "&$version=" + version, NOTHING);
    } catch (HubError refused) {
      refuse(topic.requestId(), refused);
    }
  }

  /** Tells of a change of desired, if the device wants to know. */
  void desired(ObjectNode patchWithVersion) {
    send(
        DeviceFilter.DESIRED,
        "$iothub/twin/PATCH/properties/desired/?$version="
            + patchWithVersion.path("$version").asLong(),
        bytes(patchWithVersion));
  }

  private void refuse(String requestId, HubError refused) {
    String trackingId = UUID.randomUUID().toString().replace("-", "");
    answer(
        refused.httpStatus(),
        "$rid=" + requestId,
        bytes(refused.deviceBody(trackingId, endpoint.now())));
  }

  private void answer(int status, String parameters, byte[] body) {
    send(DeviceFilter.TWIN_ANSWERS, "$iothub/twin/res/" + status + "/?" + parameters, body);
  }

  private void send(DeviceFilter filter, String topic, byte[] body) {
    subscriptions
        .granted(filter)
        .map(
            qos ->
                isConfirmed(qos)
                    ? Packets.publish(topic, body, packetIds.next())
                    : Packets.publish(topic, body))
        .ifPresent(wire::send);
  }

  private boolean isConfirmed(MqttQoS subscribed) {
    return switch (endpoint.settings().twinQos()) {
      case AS_SUBSCRIBED -> subscribed == MqttQoS.AT_LEAST_ONCE;
      case AT_MOST_ONCE -> false;
    };
  }

  private static byte[] bytes(ObjectNode json) {
    return Json.text(json).getBytes(StandardCharsets.UTF_8);
  }
}
