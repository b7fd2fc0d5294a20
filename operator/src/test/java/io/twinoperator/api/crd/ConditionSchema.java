package io.twinoperator.api.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.List;
import java.util.Map;

/**
 * Gives conditions the bounds of {@code metav1.Condition}, as the markers in {@code
 * k8s.io/apimachinery/pkg/apis/meta/v1/types.go} state them; the Java model has none.
 */
final class ConditionSchema implements CrdRule {
  private static final String TYPE_PATTERN =
      "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?"
          + "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$";
  private static final String REASON_PATTERN = "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$";

  @Override
  public void apply(GeneratedCrd crd) {
    crd.nodes().stream()
        .filter(node -> node.type() == Condition.class)
        .forEach(node -> complete(node.schema()));
  }

  private static void complete(JSONSchemaProps condition) {
    condition.setDescription("One aspect of the object's state, as metav1.Condition has it.");
    condition.setRequired(List.of("lastTransitionTime", "message", "reason", "status", "type"));
    Map<String, JSONSchemaProps> properties = condition.getProperties();
    text(properties, "type", "What is spoken of, such as Ready.", 316, TYPE_PATTERN);
    text(properties, "reason", "Why, in one CamelCase word.", 1024, REASON_PATTERN);
    properties.get("reason").setMinLength(1L);
    text(properties, "message", "Why, for people.", 32768, null);
    JSONSchemaProps status = properties.get("status");
    status.setDescription("True, False or Unknown.");
    status.setEnum(
        List.<JsonNode>of(
            TextNode.valueOf("True"), TextNode.valueOf("False"), TextNode.valueOf("Unknown")));
    JSONSchemaProps time = properties.get("lastTransitionTime");
    time.setDescription("When the status last changed.");
    time.setFormat("date-time");
    JSONSchemaProps generation = properties.get("observedGeneration");
    generation.setDescription("The generation of spec that the condition speaks of.");
    generation.setFormat("int64");
    generation.setMinimum(0.0);
  }

  private static void text(
      Map<String, JSONSchemaProps> properties,
      String name,
      String description,
      long maxLength,
      String pattern) {
    JSONSchemaProps property = properties.get(name);
    property.setDescription(description);
    property.setMaxLength(maxLength);
    property.setPattern(pattern);
  }
}
