package io.twinoperator.api.crd;

import java.util.LinkedHashSet;
import java.util.List;

/**
 * Keeps each CEL rule once: an annotation on a record's component is seen on the field and on the
 * accessor, and each copy would be charged to the API server's cost budget.
 */
final class ValidationRules implements CrdRule {
  @Override
  public void apply(GeneratedCrd crd) {
    for (SchemaNode node : crd.nodes()) {
      var rules = node.schema().getXKubernetesValidations();
      if (rules != null) {
        node.schema().setXKubernetesValidations(List.copyOf(new LinkedHashSet<>(rules)));
      }
    }
  }
}
