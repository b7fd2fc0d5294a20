package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.twin.Section;
import java.util.Arrays;
import java.util.List;

/**
 * Device twins in the shape of digital twins (Azure documents, IoT Plug and Play): reported values
 * at the top, what is desired and acknowledged in {@code $metadata}. Models are not looked up, so
 * an object is a component if it says so itself ({@code "__t": "c"}).
 */
public final class DigitalTwins {
  private static final String COMPONENT_MARK = "__t";

  private final HubCore core;
  private final Twins twins;

  DigitalTwins(HubCore core, Twins twins) {
    this.core = core;
    this.twins = twins;
  }

  /**
   * A digital twin and its etag.
   *
   * @param etag of the device twin behind it
   * @param json empty after an update, which answers no body
   */
  public record Document(String etag, ObjectNode json) {}

  /** One digital twin; throws DeviceNotFound. */
  public Document get(String deviceId) {
    return core.locked(
        () -> {
          Registration device = core.registry().get(ClientId.device(deviceId));
          ObjectNode json = JsonNodeFactory.instance.objectNode().put("$dtId", deviceId);
          Section desired = device.twin().desired();
          Section reported = device.twin().reported();
          fill(
              json,
              new Level(desired.values(), desired.metadata()),
              new Level(reported.values(), reported.metadata()),
              desired.version());
          ((ObjectNode) json.get("$metadata")).put("$model", device.row().modelId());
          return new Document(device.twinEtag(), json);
        });
  }

  /**
   * Makes a JSON patch of {@code add}, {@code replace} and {@code remove} a change of desired
   * properties; answers the etag afterwards. Throws InvalidDigitalTwinPatch.
   */
  public Document update(String deviceId, List<JsonNode> operations, IfMatch ifMatch) {
    ObjectNode desired = JsonNodeFactory.instance.objectNode();
    operations.forEach(operation -> put(desired, operation));
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putObject("properties").set("desired", desired);
    ObjectNode twin = twins.patch(ClientId.device(deviceId), body, ifMatch);
    return new Document(twin.path("etag").asText(""), JsonNodeFactory.instance.objectNode());
  }

  private static void put(ObjectNode desired, JsonNode operation) {
    String path = operation.path("path").asText("");
    List<String> segments =
        Arrays.stream(path.split("/", -1))
            .skip(1)
            .map(segment -> segment.replace("~1", "/").replace("~0", "~"))
            .toList();
    if (!path.startsWith("/") || segments.isEmpty() || segments.size() > 2) {
      throw invalid("path is '" + path + "': use /property or /component/property");
    }
    JsonNode value = value(operation);
    ObjectNode level = desired;
    if (segments.size() == 2) {
      level = desired.withObjectProperty(segments.get(0)).put(COMPONENT_MARK, "c");
    }
    level.set(segments.get(segments.size() - 1), value);
  }

  private static JsonNode value(JsonNode operation) {
    String op = operation.path("op").asText("");
    return switch (op) {
      case "add", "replace" -> {
        if (operation.path("value").isMissingNode()) {
          throw invalid("'" + op + "' needs a value");
        }
        yield operation.path("value").deepCopy();
      }
      case "remove" -> JsonNodeFactory.instance.nullNode();
      default -> throw invalid("op is '" + op + "': use add, replace or remove");
    };
  }

  private static void fill(ObjectNode json, Level desired, Level reported, long desiredVersion) {
    ObjectNode metadata = JsonNodeFactory.instance.objectNode();
    reported
        .values()
        .properties()
        .forEach(
            entry -> {
              String key = entry.getKey();
              if (key.equals(COMPONENT_MARK)) {
                return;
              }
              if (isComponent(entry.getValue())) {
                fill(json.putObject(key), desired.at(key), reported.at(key), desiredVersion);
              } else {
                json.set(key, plain(entry.getValue()).deepCopy());
                ObjectNode about = metadata.putObject(key);
                about.set("lastUpdateTime", reported.updated(key));
                acknowledged(about, entry.getValue());
              }
            });
    desired
        .values()
        .properties()
        .forEach(
            entry -> {
              String key = entry.getKey();
              if (isComponent(entry.getValue())) {
                if (!json.has(key)) {
                  fill(json.putObject(key), desired.at(key), reported.at(key), desiredVersion);
                }
              } else if (!key.equals(COMPONENT_MARK)) {
                ObjectNode about = metadata.withObjectProperty(key);
                about.set("desiredValue", entry.getValue().deepCopy());
                about.put("desiredVersion", desiredVersion);
              }
            });
    json.set("$metadata", metadata);
  }

  private static boolean isComponent(JsonNode value) {
    return value.isObject() && value.path(COMPONENT_MARK).asText("").equals("c");
  }

  /** The value of an acknowledgement, or the property itself. */
  private static JsonNode plain(JsonNode value) {
    return isAcknowledgement(value) ? value.path("value") : value;
  }

  private static boolean isAcknowledgement(JsonNode value) {
    return value.isObject() && value.has("value") && value.has("ac") && value.has("av");
  }

  private static void acknowledged(ObjectNode about, JsonNode value) {
    if (isAcknowledgement(value)) {
      about.set("ackVersion", value.path("av"));
      about.set("ackCode", value.path("ac"));
      if (value.has("ad")) {
        about.set("ackDescription", value.path("ad"));
      }
    }
  }

  private static HubError invalid(String message) {
    return new HubError(ErrorCode.INVALID_DIGITAL_TWIN_PATCH, message);
  }

  /** One level of a section with its metadata. */
  private record Level(ObjectNode values, JsonNode metadata) {
    Level at(String key) {
      return new Level(
          values.path(key) instanceof ObjectNode inner
              ? inner
              : JsonNodeFactory.instance.objectNode(),
          metadata.path(key));
    }

    JsonNode updated(String key) {
      return metadata.path(key).path("$lastUpdated");
    }
  }
}
