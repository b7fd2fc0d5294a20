package io.twinoperator.api.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Lets the API server keep what it has no schema for: any object where the type is {@code
 * ObjectNode}, any JSON where it is {@code JsonNode}. IoT Hub's own limits on such content are the
 * operator's to check.
 */
final class FreeJson implements CrdRule {
  @Override
  public void apply(GeneratedCrd crd) {
    for (SchemaNode node : crd.nodes()) {
      if (node.type() == ObjectNode.class) {
        node.schema().setType("object");
        node.schema().setXKubernetesPreserveUnknownFields(true);
      } else if (node.type() == JsonNode.class) {
        node.schema().setType(null);
        node.schema().setXKubernetesPreserveUnknownFields(true);
      }
    }
  }
}
