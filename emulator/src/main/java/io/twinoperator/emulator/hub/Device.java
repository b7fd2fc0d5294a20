package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.time.HubTime;
import io.twinoperator.emulator.twin.Etag;
import io.twinoperator.emulator.twin.TwinState;
import java.time.Instant;
import java.util.Optional;

/** One device: identity, twin and connection. Guarded by the hub's lock. */
final class Device {
  private Identity identity;
  private TwinState twin = TwinState.created();
  private Optional<LiveLink> link = Optional.empty();
  private Optional<Instant> connectionChanged = Optional.empty();
  private Optional<Instant> lastActivity = Optional.empty();

  Device(Identity identity) {
    this.identity = identity;
  }

  String id() {
    return identity.deviceId();
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
    link = Optional.empty();
    connectionChanged = Optional.of(now);
  }

  void active(Instant now) {
    lastActivity = Optional.of(now);
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

  /** The body of {@code GET /devices/{id}}. */
  ObjectNode identityJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("deviceId", id())
        .put("generationId", identity.generationId())
        .put("etag", identity.etag())
        .put("connectionState", connectionState())
        .put("status", identity.status().json())
        .put("statusReason", identity.statusReason().orElse(null))
        .put(
            "connectionStateUpdatedTime",
            connectionChanged.map(HubTime::format).orElse(HubTime.NEVER))
        .put("statusUpdatedTime", identity.statusUpdatedJson())
        .put("lastActivityTime", lastActivityTime())
        .put("cloudToDeviceMessageCount", 0);
    json.set("authentication", identity.authentication().json());
    json.putObject("capabilities").put("iotEdge", identity.iotEdge());
    return json;
  }

  /** The body of {@code GET /twins/{id}}. */
  ObjectNode twinJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("deviceId", id())
        .put("etag", twinEtag())
        .put("deviceEtag", identity.etag())
        .put("status", identity.status().json());
    identity.statusReason().ifPresent(reason -> json.put("statusReason", reason));
    json.put("statusUpdateTime", identity.statusUpdatedJson())
        .put("connectionState", connectionState())
        .put("lastActivityTime", lastActivityTime())
        .put("cloudToDeviceMessageCount", 0)
        .put("authenticationType", identity.authentication().type().json());
    json.set("x509Thumbprint", identity.authentication().thumbprintJson());
    json.put("modelId", "").put("version", twin.version());
    if (!twin.tags().isEmpty()) {
      json.set("tags", twin.tags().deepCopy());
    }
    ObjectNode properties = json.putObject("properties");
    properties.set("desired", twin.desired().document());
    properties.set("reported", twin.reported().document());
    json.putObject("capabilities").put("iotEdge", identity.iotEdge());
    return json;
  }
}
