package io.twinoperator.deviceconfig;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.api.v1alpha1.DeviceConfigSpec;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Leaves;
import io.twinoperator.twin.TwinLimits;
import io.twinoperator.twin.Violation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/**
 * What a spec asks of a twin.
 *
 * @param wanted the leaves; empty if the spec breaks a rule or is refused
 * @param violations the rules that the spec breaks, IoT Hub's and ours
 */
record DeviceIntent(SortedMap<LeafPath, JsonNode> wanted, List<Violation> violations) {

  static DeviceIntent of(DeviceConfigSpec spec) {
    if (ModuleTwins.refusal(spec).isPresent()) {
      return new DeviceIntent(Collections.emptySortedMap(), List.of());
    }
    List<Violation> violations = new ArrayList<>(TwinLimits.check(spec.tags(), spec.desired()));
    SortedMap<LeafPath, JsonNode> leaves =
        violations.isEmpty()
            ? Leaves.of(spec.tags(), spec.desired())
            : Collections.emptySortedMap();
    violations.addAll(SpecSize.check(leaves.keySet()));
    violations.addAll(ConvergencePolicy.check(spec));
    violations.addAll(MirrorPolicy.check(spec));
    return new DeviceIntent(
        violations.isEmpty() ? leaves : Collections.emptySortedMap(), List.copyOf(violations));
  }

  boolean isValid() {
    return violations.isEmpty();
  }
}
