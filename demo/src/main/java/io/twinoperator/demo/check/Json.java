package io.twinoperator.demo.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads of documents that several rows need. */
final class Json {
  private Json() {}

  /** The document without what the hub adds: {@code $metadata} and {@code $version}. */
  static ObjectNode content(JsonNode section) {
    ObjectNode copy =
        section instanceof ObjectNode object
            ? object.deepCopy()
            : JsonNodeFactory.instance.objectNode();
    copy.remove(List.of("$metadata", "$version"));
    return copy;
  }

  /** Values below objects, by their paths. */
  static SortedMap<String, JsonNode> leaves(JsonNode document) {
    SortedMap<String, JsonNode> leaves = new TreeMap<>();
    collect("", document, leaves);
    return leaves;
  }

  private static void collect(String path, JsonNode node, Map<String, JsonNode> leaves) {
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(
              member ->
                  collect(
                      path.isEmpty() ? member.getKey() : path + "." + member.getKey(),
                      member.getValue(),
                      leaves));
    } else {
      leaves.put(path, node);
    }
  }

  /** The value that a device reports, plain or inside an acknowledgement. */
  static JsonNode plain(JsonNode reported) {
    return reported.path("ac").isInt() && reported.has("value") ? reported.path("value") : reported;
  }

  static Optional<Condition> condition(@Nullable List<Condition> conditions, String type) {
    return conditions == null
        ? Optional.empty()
        : conditions.stream().filter(c -> type.equals(c.getType())).findFirst();
  }

  /** True, False or Unknown; {@code absent} if there is no such condition. */
  static String word(@Nullable List<Condition> conditions, String type) {
    return condition(conditions, type).map(Condition::getStatus).orElse("absent");
  }
}
