package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.configuration.Assignment;
import io.twinoperator.emulator.message.MessageQueue;
import io.twinoperator.emulator.time.HubTime;
import io.twinoperator.emulator.twin.TwinState;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One device or module: identity, twin and connection. Each change is told as a new {@link
 * TwinRow}. Guarded by the hub's lock.
 */
final class Registration {
  private final Consumer<TwinRow> changes;
  private TwinRow row;
  private Optional<LiveLink> link = Optional.empty();
  private Optional<Instant> connectionChanged = Optional.empty();
  // Made with the first message: most of a large fleet never gets one.
  private Optional<MessageQueue> messages = Optional.empty();
  private Optional<Map<String, Integer>> keptSubscriptions = Optional.empty();

  Registration(Identity identity, Consumer<TwinRow> changes) {
    this.changes = changes;
    this.row = TwinRow.created(identity);
  }

  ClientId id() {
    return row.id();
  }

  TwinRow row() {
    return row;
  }

  /** For the texts of errors: {@code Device d1} or {@code Module d1/m1}. */
  String describe() {
    return (id().moduleId().isPresent() ? "Module " : "Device ") + id();
  }

  Identity identity() {
    return row.identity();
  }

  void identity(Identity updated) {
    become(row.with(updated));
  }

  TwinState twin() {
    return row.twin();
  }

  void twin(TwinState written) {
    become(row.with(written));
  }

  /** What configurations are to this twin. */
  Assignment assignment() {
    return row.assignment();
  }

  void assignment(Assignment changed) {
    become(row.with(changed));
  }

  Optional<LiveLink> link() {
    return link;
  }

  void connected(LiveLink newLink, Instant now) {
    link = Optional.of(newLink);
    connectionChanged = Optional.of(now);
    become(row.with(ConnectionState.CONNECTED).activeAt(now));
  }

  void disconnected(Instant now) {
    link.ifPresent(
        ended -> messages.ifPresent(queue -> ended.lockTokens().forEach(queue::abandon)));
    Optional<LiveLink> gone = link;
    link = Optional.empty();
    connectionChanged = Optional.of(now);
    become(row.with(ConnectionState.DISCONNECTED));
    gone.ifPresent(ended -> ended.calls().linkEnded());
  }

  void active(Instant now) {
    become(row.activeAt(now));
  }

  /** The cloud-to-device messages, empty when there never was one. */
  Optional<MessageQueue> messages() {
    return messages;
  }

  /** The queue for a message that comes now. */
  MessageQueue openMessages() {
    MessageQueue queue =
        messages.orElseGet(() -> new MessageQueue(size -> become(row.withMessages(size))));
    messages = Optional.of(queue);
    return queue;
  }

  /** Subscriptions of a persistent session, which outlive its links. */
  Optional<Map<String, Integer>> keptSubscriptions() {
    return keptSubscriptions;
  }

  void keptSubscriptions(Optional<Map<String, Integer>> kept) {
    keptSubscriptions = kept;
  }

  /** The device has said its Plug and Play model. */
  void modelId(String announced) {
    become(row.withModel(announced));
  }

  String twinEtag() {
    return row.etag();
  }

  /** Adds what is kept of connection and activity; a connection ends {@code now}. */
  void save(ObjectNode json, Instant now) {
    (link.isPresent() ? Optional.of(now) : connectionChanged)
        .ifPresent(time -> json.put("connectionChanged", time.toString()));
    row.lastActivity().ifPresent(time -> json.put("lastActivity", time.toString()));
    json.put("modelId", row.modelId());
  }

  /** Takes up what {@link #save} has added. */
  void restore(SavedObject saved) {
    connectionChanged = saved.optionalTime("connectionChanged");
    saved.optionalTime("lastActivity").ifPresent(this::active);
    modelId(saved.text("modelId"));
  }

  /** The body of {@code GET /devices/{id}} or {@code GET /devices/{id}/modules/{mid}}. */
  ObjectNode identityJson() {
    Identity identity = row.identity();
    ObjectNode json = row.named();
    json.put("generationId", identity.generationId())
        .put("etag", identity.etag())
        .put("connectionState", row.connection().json())
        .put(
            "connectionStateUpdatedTime",
            connectionChanged.map(HubTime::format).orElse(HubTime.NEVER))
        .put("lastActivityTime", row.lastActivityTime())
        .put("cloudToDeviceMessageCount", row.messages());
    json.set("authentication", identity.authentication().json());
    if (id().moduleId().isPresent()) {
      json.put("managedBy", identity.managedBy().orElse(null));
    } else {
      json.put("status", identity.status().json())
          .put("statusReason", identity.statusReason().orElse(null))
          .put("statusUpdatedTime", identity.statusUpdatedJson());
      json.putObject("capabilities").put("iotEdge", identity.iotEdge());
      identity.scopes().writeTo(json);
    }
    return json;
  }

  /** The body of {@code GET /twins/{id}} or {@code GET /twins/{id}/modules/{mid}}. */
  ObjectNode twinJson() {
    return row.document();
  }

  private void become(TwinRow changed) {
    row = changed;
    changes.accept(changed);
  }
}
