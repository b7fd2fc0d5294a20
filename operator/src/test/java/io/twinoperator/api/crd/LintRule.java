package io.twinoperator.api.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.api.v1alpha1.Api;
import java.util.Set;

/**
 * Rules of the Kubernetes API conventions that have exceptions here, as kube-api-linter words them.
 * Each exception stands with its reason in {@code crd/lint-exceptions.yaml}.
 */
enum LintRule {
  /** A third case can nearly always be imagined, and a boolean has no room for it. */
  NoBooleans,
  /** The conventions want an integer with the unit in its name. */
  NoDurations,
  /** Nobody checks what nobody described. */
  NoFreeJson,
  /** A list of named entries merges and extends better than a map. */
  NoMaps,
  /** Floats come back from other languages with other digits. */
  NoFloats;

  private static final Set<Class<?>> FREE = Set.of(ObjectNode.class, JsonNode.class);

  /** Whether the rule is broken at this place of what people write; status is the operator's. */
  boolean isBrokenAt(SchemaNode node) {
    if (node.inStatus()) {
      return false;
    }
    return switch (this) {
      case NoBooleans -> "boolean".equals(node.schema().getType());
      case NoDurations -> Api.DURATION_PATTERN.equals(node.schema().getPattern());
      case NoFreeJson -> FREE.contains(node.type());
      case NoMaps -> node.schema().getAdditionalProperties() != null;
      case NoFloats -> "number".equals(node.schema().getType());
    };
  }
}
