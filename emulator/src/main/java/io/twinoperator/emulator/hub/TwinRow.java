package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.twinoperator.emulator.query.Path;
import io.twinoperator.emulator.query.Row;
import io.twinoperator.emulator.twin.Section;
import java.util.List;
import java.util.Locale;

/** What a query sees of a device, read in place: no document is built to answer a path. */
record TwinRow(Registration device) implements Row {

  @Override
  public JsonNode at(Path path) {
    List<String> segments = path.segments();
    return switch (path.root()) {
      case "tags" -> tags(segments);
      case "properties" -> properties(segments);
      case "capabilities" -> walk(capabilities(), segments, 1);
      case "x509thumbprint" ->
          walk(device.identity().authentication().thumbprintJson(), segments, 1);
      default -> segments.size() == 1 ? field(path.root()) : MissingNode.getInstance();
    };
  }

  private JsonNode field(String name) {
    Identity identity = device.identity();
    return switch (name) {
      case "deviceid" -> TextNode.valueOf(device.id().deviceId());
      case "etag" -> TextNode.valueOf(device.twinEtag());
      case "deviceetag" -> TextNode.valueOf(identity.etag());
      case "status" -> TextNode.valueOf(identity.status().json());
      case "statusreason" ->
          identity
              .statusReason()
              .<JsonNode>map(TextNode::valueOf)
              .orElse(MissingNode.getInstance());
      case "statusupdatetime" -> TextNode.valueOf(identity.statusUpdatedJson());
      case "connectionstate" -> TextNode.valueOf(device.connectionState());
      case "lastactivitytime" -> TextNode.valueOf(device.lastActivityTime());
      case "cloudtodevicemessagecount" -> IntNode.valueOf(device.messageCount());
      case "authenticationtype" -> TextNode.valueOf(identity.authentication().type().json());
      case "modelid" -> TextNode.valueOf(device.modelId());
      case "version" -> LongNode.valueOf(device.twin().version());
      default -> MissingNode.getInstance();
    };
  }

  private JsonNode tags(List<String> segments) {
    ObjectNode tags = device.twin().tags();
    return tags.isEmpty() ? MissingNode.getInstance() : walk(tags, segments, 1);
  }

  private JsonNode properties(List<String> segments) {
    if (segments.size() == 1) {
      ObjectNode properties = JsonNodeFactory.instance.objectNode();
      properties.set("desired", device.twin().desired().document());
      properties.set("reported", device.twin().reported().document());
      return properties;
    }
    return switch (segments.get(1).toLowerCase(Locale.ROOT)) {
      case "desired" -> section(device.twin().desired(), segments);
      case "reported" -> section(device.twin().reported(), segments);
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
    return JsonNodeFactory.instance.objectNode().put("iotEdge", device.identity().iotEdge());
  }

  private static JsonNode walk(JsonNode from, List<String> segments, int first) {
    JsonNode node = from;
    for (int i = first; i < segments.size(); i++) {
      node = node.path(segments.get(i));
    }
    return node;
  }
}
