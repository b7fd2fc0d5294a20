package io.twinoperator.api.crd;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Says how a list is merged and what makes its elements unique: by key where the elements have one,
 * as a set where a person lists plain values, and otherwise as a whole.
 */
final class ListTypes implements CrdRule {
  /** Properties that identify an element of the list they stand in. */
  private static final List<String> KEYS = List.of("type", "path", "name", "id", "desired");

  @Override
  public void apply(GeneratedCrd crd) {
    for (SchemaNode node : crd.nodes()) {
      if (node.type() != List.class) {
        continue;
      }
      JSONSchemaProps elements = node.schema().getItems().getSchema();
      Optional<String> key = keyOf(elements);
      if (key.isPresent()) {
        node.schema().setXKubernetesListType("map");
        node.schema().setXKubernetesListMapKeys(List.of(key.get()));
      } else {
        boolean plainInput = !node.inStatus() && !"object".equals(elements.getType());
        node.schema().setXKubernetesListType(plainInput ? "set" : "atomic");
      }
    }
  }

  /**
   * A key must be required; a device's sample that happens to name a path is not keyed by it. A
   * name is unique within its kind alone, and what happened at a time may happen again.
   */
  private static Optional<String> keyOf(JSONSchemaProps elements) {
    Map<String, JSONSchemaProps> properties =
        elements.getProperties() == null ? Map.of() : elements.getProperties();
    if (properties.containsKey("at") || properties.containsKey("kind")) {
      return Optional.empty();
    }
    return KEYS.stream()
        .filter(properties::containsKey)
        .filter(elements.getRequired()::contains)
        .findFirst();
  }
}
