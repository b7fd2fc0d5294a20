package io.twinoperator.api.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.twinoperator.packaging.ProjectTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One rule of {@code x-kubernetes-validations}.
 *
 * @param plural the kind, as its definition is named
 * @param at where in an object it stands, such as {@code spec.strategy.waves[].name}; empty at the
 *     top
 * @param text the rule in CEL
 */
public record CelRule(String plural, String at, String text) {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /** A rule as the definitions have it, with what it says to those it refuses. */
  public record Defined(CelRule rule, String message) {}

  /** All rules of all definitions. */
  public static List<Defined> all() throws IOException {
    List<Defined> rules = new ArrayList<>();
    for (Path file : ProjectTree.yamlBelow("crds")) {
      JsonNode spec = YAML.readTree(Files.readString(file)).get("spec");
      collect(
          spec.at("/versions/0/schema/openAPIV3Schema"),
          spec.at("/names/plural").asText(),
          "",
          rules);
    }
    return List.copyOf(rules);
  }

  private static void collect(JsonNode schema, String plural, String at, List<Defined> rules) {
    for (JsonNode validation : schema.path("x-kubernetes-validations")) {
      rules.add(
          new Defined(
              new CelRule(plural, at, validation.path("rule").asText()),
              validation.path("message").asText()));
    }
    schema
        .path("properties")
        .properties()
        .forEach(
            property ->
                collect(
                    property.getValue(),
                    plural,
                    at.isEmpty() ? property.getKey() : at + "." + property.getKey(),
                    rules));
    if (schema.has("items")) {
      collect(schema.get("items"), plural, at + "[]", rules);
    }
    if (schema.path("additionalProperties").isObject()) {
      collect(schema.get("additionalProperties"), plural, at + "{}", rules);
    }
  }

  @Override
  public String toString() {
    return plural + " " + at + ": " + text;
  }
}
