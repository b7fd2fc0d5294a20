package io.twinoperator.fleetrollout.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.fleetrollout.ledger.BeforeImage;
import io.twinoperator.fleetrollout.spec.Change;
import io.twinoperator.twin.JsonValues;
import io.twinoperator.twin.LeafPath;
import java.util.Map;
import java.util.Optional;

/**
 * What a change does to devices that have the same before-image.
 *
 * @param equal nothing: they have every leaf already
 * @param overwritten it replaces or removes a value
 */
record ClassKind(boolean equal, boolean overwritten) {

  static ClassKind of(Change change, BeforeImage image) {
    boolean equal = true;
    boolean overwritten = false;
    for (Map.Entry<LeafPath, JsonNode> leaf : change.set().entrySet()) {
      Optional<JsonNode> was = image.value(leaf.getKey());
      boolean same = was.filter(value -> JsonValues.equal(value, leaf.getValue())).isPresent();
      equal &= same;
      overwritten |= was.isPresent() && !same;
    }
    for (LeafPath path : change.remove()) {
      boolean there = image.value(path).isPresent();
      equal &= !there;
      overwritten |= there;
    }
    return new ClassKind(equal, overwritten);
  }
}
