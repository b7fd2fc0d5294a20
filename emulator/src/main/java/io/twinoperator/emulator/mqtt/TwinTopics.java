package io.twinoperator.emulator.mqtt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.twinoperator.emulator.http.Json;
import io.twinoperator.emulator.hub.HubError;
import io.twinoperator.emulator.hub.PacedLink;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Reads and reports of a twin, as requests and answers over topics. */
final class TwinTopics {
  private static final byte[] NOTHING = {};

  private final Session.Wire wire;
  private final MqttEndpoint endpoint;
  private final PacedLink link;
  private final Subscriptions subscriptions;
  private final PacketIds packetIds;

  TwinTopics(
      Session.Wire wire,
      MqttEndpoint endpoint,
      PacedLink link,
      Subscriptions subscriptions,
      PacketIds packetIds) {
    this.wire = wire;
    this.endpoint = endpoint;
    this.link = link;
    this.subscriptions = subscriptions;
    this.packetIds = packetIds;
  }

  /** Reads the twin's properties; what is returned answers them, when their turn comes. */
  Runnable get(Topic.TwinGet topic) {
    String requestId = topic.requestId();
    CompletionStage<ObjectNode> turn = link.twin();
    return () -> inTurn(turn, requestId, twin -> answer(200, "$rid=" + requestId, bytes(twin)));
  }

  /** Merges a patch into reported; what is returned answers its version, when its turn comes. */
  Runnable report(Topic.ReportedPatch topic, byte[] body) {
    String requestId = topic.requestId();
    ObjectNode patch;
    try {
      patch = Json.object(new String(body, StandardCharsets.UTF_8));
    } catch (HubError malformed) {
      return () -> refuse(requestId, malformed);
    }
    CompletionStage<Long> turn = link.report(patch, topic.ifVersion());
    return () ->
        inTurn(
            turn,
            requestId,
            version -> answer(204, "$rid=" + requestId + "&$version=" + version, NOTHING));
  }

  /** Tells of a change of desired, if the device wants to know. */
  void desired(ObjectNode patchWithVersion) {
    send(
        DeviceFilter.DESIRED,
        "$iothub/twin/PATCH/properties/desired/?$version="
            + patchWithVersion.path("$version").asLong(),
        bytes(patchWithVersion));
  }

  private <T> void inTurn(CompletionStage<T> stage, String requestId, Consumer<T> answer) {
    CompletableFuture<T> turn = stage.toCompletableFuture();
    if (turn.isDone()) {
      finish(turn, requestId, answer);
    } else {
      stage.whenComplete((value, refused) -> wire.later(() -> finish(turn, requestId, answer)));
    }
  }

  private <T> void finish(CompletableFuture<T> turn, String requestId, Consumer<T> answer) {
    try {
      answer.accept(turn.join());
    } catch (CompletionException failed) {
      if (!(failed.getCause() instanceof HubError refused)) {
        throw failed;
      }
      refuse(requestId, refused);
    }
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
