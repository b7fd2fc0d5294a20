package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.message.MessageQueue;
import io.twinoperator.emulator.time.HubTime;
import io.twinoperator.emulator.twin.Etag;
import io.twinoperator.emulator.twin.TwinState;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** One device or module: identity, twin and connection. Guarded by the hub's lock. */
final class Registration {
  private Identity identity;
  private TwinState twin = TwinState.created();
  private Optional<LiveLink> link = Optional.empty();
  private Optional<Instant> connectionChanged = Optional.empty();
  private Optional<Instant> lastActivity = Optional.empty();
  // Made with the first message: most of a large fleet never gets one.
  private Optional<MessageQueue> messages = Optional.empty();
  private Optional<Map<String, Integer>> keptSubscriptions = Optional.empty();
  private String modelId = "";

  Registration(Identity identity) {
    this.identity = identity;
  }

  ClientId id() {
    return identity.id();
  }

  /** For the texts of errors: {@code Device d1} or {@code Module d1/m1}. */
  String describe() {
    return (id().moduleId().isPresent() ? "Module " : "Device ") + id();
  }

  Identity identity() {
    return identity;
  }

  void identity(Identity updated) {
    identity = updated;
  }

  TwinState twin() {
    return twin;
  }

  void twin(TwinState written) {
    twin = written;
  }

  Optional<LiveLink> link() {
    return link;
  }

  void connected(LiveLink newLink, Instant now) {
    link = Optional.of(newLink);
    connectionChanged = Optional.of(now);
    lastActivity = Optional.of(now);
  }

  void disconnected(Instant now) {
    link.ifPresent(
        ended -> messages.ifPresent(queue -> ended.lockTokens().forEach(queue::abandon)));
    Optional<LiveLink> gone = link;
    link = Optional.empty();
    connectionChanged = Optional.of(now);
    gone.ifPresent(ended -> ended.calls().linkEnded());
  }

  void active(Instant now) {
    lastActivity = Optional.of(now);
  }

  /** The cloud-to-device messages, empty when there never was one. */
  Optional<MessageQueue> messages() {
    return messages;
  }

  /** The queue for a message that comes now. */
  MessageQueue openMessages() {
    MessageQueue queue = messages.orElseGet(MessageQueue::new);
    messages = Optional.of(queue);
    return queue;
  }

  int messageCount() {
    return messages.map(MessageQueue::size).orElse(0);
  }

  /** Subscriptions of a persistent session, which outlive its links. */
  Optional<Map<String, Integer>> keptSubscriptions() {
    return keptSubscriptions;
  }

  void keptSubscriptions(Optional<Map<String, Integer>> kept) {
    keptSubscriptions = kept;
  }

  /** The Plug and Play model, empty when the device never said one. */
  String modelId() {
    return modelId;
  }

  void modelId(String announced) {
    modelId = announced;
  }

  String connectionState() {
    return link.isPresent() ? "Connected" : "Disconnected";
  }

  String lastActivityTime() {
    return lastActivity.map(HubTime::format).orElse(HubTime.NEVER);
  }

  String twinEtag() {
    return Etag.ofTwin(twin.etag());
  }

  /** The body of {@code GET /devices/{id}} or {@code GET /devices/{id}/modules/{mid}}. */
  ObjectNode identityJson() {
    ObjectNode json = named();
    json.put("generationId", identity.generationId())
        .put("etag", identity.etag())
        .put("connectionState", connectionState())
        .put(
            "connectionStateUpdatedTime",
            connectionChanged.map(HubTime::format).orElse(HubTime.NEVER))
        .put("lastActivityTime", lastActivityTime())
        .put("cloudToDeviceMessageCount", messageCount());
    json.set("authentication", identity.authentication().json());
    if (id().moduleId().isPresent()) {
      json.put("managedBy", identity.managedBy().orElse(null));
    } else {
      json.put("status", identity.status().json())
          .put("statusReason", identity.statusReason().orElse(null))
          .put("statusUpdatedTime", identity.statusUpdatedJson());
      json.putObject("capabilities").put("iotEdge", identity.iotEdge());
    }
    return json;
  }

  /** The body of {@code GET /twins/{id}} or {@code GET /twins/{id}/modules/{mid}}. */
  ObjectNode twinJson() {
    ObjectNode json = named();
    json.put("etag", twinEtag())
        .put("deviceEtag", identity.etag())
        .put("status", identity.status().json());
    identity.statusReason().ifPresent(reason -> json.put("statusReason", reason));
    json.put("statusUpdateTime", identity.statusUpdatedJson())
        .put("connectionState", connectionState())
        .put("lastActivityTime", lastActivityTime())
        .put("cloudToDeviceMessageCount", messageCount())
        .put("authenticationType", identity.authentication().type().json());
    json.set("x509Thumbprint", identity.authentication().thumbprintJson());
    json.put("modelId", modelId).put("version", twin.version());
    if (!twin.tags().isEmpty()) {
      json.set("tags", twin.tags().deepCopy());
    }
    ObjectNode properties = json.putObject("properties");
    properties.set("desired", twin.desired().document());
    properties.set("reported", twin.reported().document());
    json.putObject("capabilities").put("iotEdge", identity.iotEdge());
    return json;
  }

  private ObjectNode named() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("deviceId", id().deviceId());
    id().moduleId().ifPresent(moduleId -> json.put("moduleId", moduleId));
    return json;
  }
}
