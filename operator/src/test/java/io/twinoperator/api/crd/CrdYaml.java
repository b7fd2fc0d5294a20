package io.twinoperator.api.crd;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.io.UncheckedIOException;
import java.util.Map;

/** A definition as text: the same text for the same definition, one line for one value. */
final class CrdYaml {
  private static final ObjectMapper YAML =
      new ObjectMapper(
              YAMLFactory.builder()
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .disable(YAMLGenerator.Feature.SPLIT_LINES)
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                  .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
                  .build())
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private CrdYaml() {}

  /** Renders a definition under a line that says where it comes from. */
  static String of(CustomResourceDefinition definition) {
    JsonNode tree = YAML.valueToTree(definition);
    wholeNumbers(tree);
    try {
      return "# Generated from the Java types in operator/src/main/java/io/twinoperator/api. Do not edit;\n"
          + "# change the types and run: "
          + CrdGenerator.COMMAND
          + "\n"
          + YAML.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bounds are doubles in the Java model; {@code minimum: 1.0} of an integer reads oddly. */
  private static void wholeNumbers(JsonNode node) {
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> property : object.properties()) {
        if (property.getValue() instanceof DoubleNode number
            && number.doubleValue() == Math.rint(number.doubleValue())) {
          property.setValue(LongNode.valueOf(number.longValue()));
        }
      }
    }
    node.forEach(CrdYaml::wholeNumbers);
  }
}
