package io.twinoperator.api.crd;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * Makes an object that the operator has not touched yet read as not current: kstatus takes an
 * object without a status for current. Flux defaults its kinds the same way. A kind without a
 * status loses the empty property that the generator writes for it.
 */
final class StatusDefault implements CrdRule {
  @Override
  public void apply(GeneratedCrd crd) {
    if (crd.statusType().isEmpty()) {
      crd.schema().getProperties().remove("status");
      return;
    }
    crd.schema()
        .getProperties()
        .get("status")
        .setDefault(JsonNodeFactory.instance.objectNode().put("observedGeneration", -1));
  }
}
