package io.twinoperator.kubeapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.twinoperator.packaging.ProjectTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Specs made from the definitions in {@code crds/}, so that a new field is tried without a word.
 */
final class SchemaSamples {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /** Texts of which one meets any pattern that the definitions have. */
  private static final List<String> WORDS =
      List.of(
          "a",
          "1m",
          "desired.a",
          "tags.a",
          "https://a",
          "1%",
          "00000000-0000-0000-0000-000000000000");

  private SchemaSamples() {}

  /**
   * A default of a field.
   *
   * @param spec a valid one that has what the field stands in, but not the field
   * @param pointer to the field in the object
   */
  record Default(String kind, ObjectNode spec, String pointer, JsonNode value) {
    @Override
    public String toString() {
      return kind + pointer + " = " + value;
    }
  }

  /** The kinds whose objects people write. */
  static List<String> kinds() throws IOException {
    List<String> kinds = new ArrayList<>();
    for (Path file : caseFiles()) {
      kinds.add(YAML.readTree(Files.readString(file)).path("kind").asText());
    }
    return List.copyOf(kinds);
  }

  /** A small valid spec. */
  static ObjectNode valid(String kind) throws IOException {
    for (Path file : caseFiles()) {
      JsonNode cases = YAML.readTree(Files.readString(file));
      if (cases.path("kind").asText().equals(kind)) {
        return cases.path("base").deepCopy();
      }
    }
    throw new IllegalArgumentException("no file of cases is of kind " + kind);
  }

  /** Every default that stands somewhere in a spec. */
  static List<Default> defaultsOfSpecs() throws IOException {
    List<Default> found = new ArrayList<>();
    for (Path file : ProjectTree.yamlBelow("crds")) {
      JsonNode definition = YAML.readTree(Files.readString(file)).get("spec");
      String kind = definition.at("/names/kind").asText();
      if (kinds().contains(kind)) {
        JsonNode schema = definition.at("/versions/0/schema/openAPIV3Schema/properties/spec");
        collect(kind, schema, valid(kind), "", found);
      }
    }
    return List.copyOf(found);
  }

  /** Looks into an object of the spec, which is there in the sample. */
  private static void collect(
      String kind, JsonNode schema, ObjectNode spec, String at, List<Default> found) {
    for (var property : schema.path("properties").properties()) {
      JsonNode field = property.getValue();
      String pointer = at + "/" + property.getKey();
      if (field.has("default")) {
        ObjectNode without = spec.deepCopy();
        ((ObjectNode) without.at(at)).remove(property.getKey());
        found.add(new Default(kind, without, "/spec" + pointer, field.get("default")));
      }
      if (field.path("properties").isObject()) {
        collect(kind, field, with(spec, at, property.getKey(), field), pointer, found);
      } else if (field.path("items").path("properties").isObject()) {
        collect(
            kind,
            field.get("items"),
            with(spec, at, property.getKey(), field),
            pointer + "/0",
            found);
      }
    }
  }

  /** The spec with one more field of the object at a place. */
  private static ObjectNode with(ObjectNode spec, String at, String name, JsonNode schema) {
    ObjectNode more = spec.deepCopy();
    ObjectNode parent = (ObjectNode) more.at(at);
    if (!parent.has(name)) {
      parent.set(name, sample(schema));
    }
    return more;
  }

  /** The smallest value that a schema takes. */
  private static JsonNode sample(JsonNode schema) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      return json.numberNode(1);
    }
    return switch (schema.path("type").asText()) {
      case "object" -> {
        ObjectNode object = json.objectNode();
        schema
            .path("required")
            .forEach(
                name ->
                    object.set(
                        name.asText(), sample(schema.path("properties").path(name.asText()))));
        yield object;
      }
      case "array" -> json.arrayNode().add(sample(schema.path("items")));
      case "integer" -> json.numberNode(Math.max(1, schema.path("minimum").asInt()));
      case "boolean" -> json.booleanNode(false);
      default -> json.textNode(word(schema));
    };
  }

  private static String word(JsonNode schema) {
    if (schema.has("enum")) {
      return schema.path("enum").path(0).asText();
    }
    String pattern = schema.path("pattern").asText(".*");
    return Stream.concat(WORDS.stream(), Stream.of("a".repeat(schema.path("minLength").asInt())))
        .filter(word -> word.matches(pattern))
        .filter(word -> word.length() >= schema.path("minLength").asInt())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no word meets " + pattern + "; add one"));
  }

  private static List<Path> caseFiles() throws IOException {
    return ProjectTree.yamlBelow("operator/src/test/resources/crd/cel");
  }
}
