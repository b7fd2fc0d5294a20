package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.twinoperator.emulator.configuration.Assignment;
import io.twinoperator.emulator.query.Path;
import io.twinoperator.emulator.query.Row;
import io.twinoperator.emulator.time.HubTime;
import io.twinoperator.emulator.twin.Etag;
import io.twinoperator.emulator.twin.Section;
import io.twinoperator.emulator.twin.TwinState;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A device or module with its twin at one moment, as queries see it. Paths are read in place: no
 * document is built to answer one.
 *
 * @param identity what the registry keeps
 * @param twin tags, desired and reported properties
 * @param connection whether it has a link
 * @param lastActivity empty if it never had one
 * @param messages cloud-to-device messages that wait for it
 * @param modelId its Plug and Play model, empty if it never said one
 * @param assignment what configurations are to it
 */
record TwinRow(
    Identity identity,
    TwinState twin,
    ConnectionState connection,
    Optional<Instant> lastActivity,
    int messages,
    String modelId,
    Assignment assignment)
    implements Row {

  static TwinRow created(Identity identity) {
    return new TwinRow(
        identity,
        TwinState.created(),
        ConnectionState.DISCONNECTED,
        Optional.empty(),
        0,
        "",
        Assignment.NONE);
  }

  TwinRow with(Identity updated) {
    return new TwinRow(updated, twin, connection, lastActivity, messages, modelId, assignment);
  }

  TwinRow with(TwinState written) {
    return new TwinRow(identity, written, connection, lastActivity, messages, modelId, assignment);
  }

  TwinRow with(ConnectionState changed) {
    return new TwinRow(identity, twin, changed, lastActivity, messages, modelId, assignment);
  }

  TwinRow activeAt(Instant now) {
    return new TwinRow(identity, twin, connection, Optional.of(now), messages, modelId, assignment);
  }

  TwinRow withMessages(int count) {
    return new TwinRow(identity, twin, connection, lastActivity, count, modelId, assignment);
  }

  TwinRow withModel(String announced) {
    return new TwinRow(identity, twin, connection, lastActivity, messages, announced, assignment);
  }

  TwinRow with(Assignment changed) {
    return new TwinRow(identity, twin, connection, lastActivity, messages, modelId, changed);
  }

  ClientId id() {
    return identity.id();
  }

  String etag() {
    return Etag.ofTwin(twin.etag());
  }

  String lastActivityTime() {
    return lastActivity.map(HubTime::format).orElse(HubTime.NEVER);
  }

  /** An object with the id alone. */
  ObjectNode named() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("deviceId", id().deviceId());
    id().moduleId().ifPresent(moduleId -> json.put("moduleId", moduleId));
    return json;
  }

  /** The whole twin as the service API shows it. */
  ObjectNode document() {
    ObjectNode json = named();
    json.put("etag", etag())
        .put("deviceEtag", identity.etag())
        .put("status", identity.status().json());
    identity.statusReason().ifPresent(reason -> json.put("statusReason", reason));
    json.put("statusUpdateTime", identity.statusUpdatedJson())
        .put("connectionState", connection.json())
        .put("lastActivityTime", lastActivityTime())
        .put("cloudToDeviceMessageCount", messages)
        .put("authenticationType", identity.authentication().type().json());
    json.set("x509Thumbprint", identity.authentication().thumbprintJson());
    json.put("modelId", modelId).put("version", twin.version());
    if (!twin.tags().isEmpty()) {
      json.set("tags", twin.tags().deepCopy());
    }
    ObjectNode properties = json.putObject("properties");
    properties.set("desired", twin.desired().document());
    properties.set("reported", twin.reported().document());
    if (!assignment.statuses().isEmpty()) {
      json.set("configurations", assignment.document());
    }
    if (id().moduleId().isEmpty()) {
      json.putObject("capabilities").put("iotEdge", identity.iotEdge());
    }
    if (!identity.scopes().isEmpty()) {
      identity.scopes().writeTo(json);
    }
    return json;
  }

  @Override
  public JsonNode at(Path path) {
    List<String> segments = path.segments();
    return switch (path.root()) {
      case "tags" -> tags(segments);
      case "properties" -> properties(segments);
      case "capabilities" -> walk(capabilities(), segments, 1);
      case "configurations" -> walk(assignment.json(), segments, 1);
      case "x509thumbprint" -> walk(identity.authentication().thumbprintJson(), segments, 1);
      default -> segments.size() == 1 ? field(path.root()) : MissingNode.getInstance();
    };
  }

  private JsonNode field(String name) {
    return switch (name) {
      case "deviceid" -> TextNode.valueOf(id().deviceId());
      case "moduleid" ->
          id().moduleId().<JsonNode>map(TextNode::valueOf).orElse(MissingNode.getInstance());
      case "etag" -> TextNode.valueOf(etag());
      case "deviceetag" -> TextNode.valueOf(identity.etag());
      case "status" -> TextNode.valueOf(identity.status().json());
      case "statusreason" ->
          identity
              .statusReason()
              .<JsonNode>map(TextNode::valueOf)
              .orElse(MissingNode.getInstance());
      case "statusupdatetime" -> TextNode.valueOf(identity.statusUpdatedJson());
      case "connectionstate" -> TextNode.valueOf(connection.json());
      case "lastactivitytime" -> TextNode.valueOf(lastActivityTime());
      case "cloudtodevicemessagecount" -> IntNode.valueOf(messages);
      case "authenticationtype" -> TextNode.valueOf(identity.authentication().type().json());
      case "modelid" -> TextNode.valueOf(modelId);
      case "version" -> LongNode.valueOf(twin.version());
      default -> MissingNode.getInstance();
    };
  }

  private JsonNode tags(List<String> segments) {
    ObjectNode tags = twin.tags();
    return tags.isEmpty() ? MissingNode.getInstance() : walk(tags, segments, 1);
  }

  private JsonNode properties(List<String> segments) {
    if (segments.size() == 1) {
      ObjectNode properties = JsonNodeFactory.instance.objectNode();
      properties.set("desired", twin.desired().document());
      properties.set("reported", twin.reported().document());
      return properties;
    }
    return switch (segments.get(1).toLowerCase(Locale.ROOT)) {
      case "desired" -> section(twin.desired(), segments);
      case "reported" -> section(twin.reported(), segments);
      default -> MissingNode.getInstance();
    };
  }

  private static JsonNode section(Section section, List<String> segments) {
    if (segments.size() == 2) {
      return section.document();
    }
    return switch (segments.get(2)) {
      case "$version" ->
          segments.size() == 3 ? LongNode.valueOf(section.version()) : MissingNode.getInstance();
      case "$metadata" -> walk(section.metadata(), segments, 3);
      default -> walk(section.values(), segments, 2);
    };
  }

  private JsonNode capabilities() {
    return JsonNodeFactory.instance.objectNode().put("iotEdge", identity.iotEdge());
  }

  private static JsonNode walk(JsonNode from, List<String> segments, int first) {
    JsonNode node = from;
    for (int i = first; i < segments.size(); i++) {
      node = node.path(segments.get(i));
    }
    return node;
  }
}
