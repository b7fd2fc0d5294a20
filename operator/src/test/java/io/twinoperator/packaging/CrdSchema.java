package io.twinoperator.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The schema in a definition of {@code crds/}, as {@code kubectl apply --validate=strict} applies
 * it: a field that it does not name is an error. The mock API server applies none, so a test of a
 * reconciler may ask here whether a real one would take its status. CEL rules are not evaluated.
 */
public final class CrdSchema {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final Schema schema;

  private CrdSchema(Schema schema) {
    this.schema = schema;
  }

  /** The schemas of {@code crds/} by kind. */
  public static Map<String, CrdSchema> byKind() throws IOException {
    Map<String, CrdSchema> schemas = new TreeMap<>();
    SchemaRegistry registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_4,
            builder ->
                builder.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
    for (Path file : ProjectTree.yamlBelow("crds")) {
      JsonNode spec = YAML.readTree(Files.readString(file)).get("spec");
      ObjectNode root = spec.at("/versions/0/schema/openAPIV3Schema").deepCopy();
      ObjectNode properties = (ObjectNode) root.get("properties");
      properties.putObject("apiVersion").put("type", "string");
      properties.putObject("kind").put("type", "string");
      properties
          .putObject("metadata")
          .put("type", "object")
          .put("x-kubernetes-preserve-unknown-fields", true);
      close(root);
      schemas.put(spec.at("/names/kind").asText(), new CrdSchema(registry.getSchema(root)));
    }
    return schemas;
  }

  /** What is wrong with an object, one line for each finding; empty if nothing is. */
  public List<String> findings(JsonNode object) {
    return schema.validate(object).stream()
        .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
        .toList();
  }

  private static void close(JsonNode node) {
    boolean open = node.path("x-kubernetes-preserve-unknown-fields").asBoolean();
    if (node instanceof ObjectNode object && object.path("properties").isObject() && !open) {
      object.put("additionalProperties", false);
    }
    node.forEach(CrdSchema::close);
  }
}
