package io.twinoperator.emulator.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The parts of a service request body that can be written: the Azure SDKs send a whole twin with
 * nulls for all the rest, and tools send back a twin they have read.
 *
 * @param tags absent when the body has none or null
 * @param desired absent when the body has none or null; without {@code $metadata} and {@code
 *     $version}
 * @param expectedDesiredVersion the {@code $version} in desired, which must be the present one
 */
public record TwinChange(
    Optional<ObjectNode> tags, Optional<ObjectNode> desired, OptionalLong expectedDesiredVersion) {

  /**
   * Reads a patch or replacement body; throws {@link InvalidTwinException} where a section is no
   * object.
   */
  public static TwinChange of(ObjectNode body) {
    Optional<ObjectNode> properties = section(body, "properties", "properties");
    Optional<ObjectNode> desired =
        properties.flatMap(node -> section(node, "desired", "properties.desired"));
    OptionalLong version =
        desired
            .map(node -> node.path("$version"))
            .filter(JsonNode::isIntegralNumber)
            .map(node -> OptionalLong.of(node.longValue()))
            .orElse(OptionalLong.empty());
    return new TwinChange(
        section(body, "tags", "tags").map(ObjectNode::deepCopy),
        desired.map(TwinChange::valuesOnly),
        version);
  }

  private static Optional<ObjectNode> section(ObjectNode parent, String key, String path) {
    JsonNode node = parent.path(key);
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    if (node instanceof ObjectNode object) {
      return Optional.of(object);
    }
    throw new InvalidTwinException(path + " must be a JSON object, not " + node.getNodeType());
  }

  /** A copy without the two members that are the hub's own. */
  static ObjectNode valuesOnly(ObjectNode section) {
    ObjectNode values = section.deepCopy();
    values.remove("$version");
    values.remove("$metadata");
    return values;
  }
}
