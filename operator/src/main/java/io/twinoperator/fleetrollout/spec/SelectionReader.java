package io.twinoperator.fleetrollout.spec;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads which devices the change is for. */
final class SelectionReader {
  private static final int LONGEST_QUERY = 4096;
  private static final int MOST_EXCLUDED = 1000;

  private final SpecFields fields;

  SelectionReader(SpecFields fields) {
    this.fields = fields;
  }

  Selection read(FleetRolloutSpec spec) {
    List<String> excluded = Objects.requireNonNullElse(spec.excludeDevices(), List.of());
    if (excluded.size() > MOST_EXCLUDED) {
      fields.refuse(
          "spec.excludeDevices",
          "has %d ids, the limit is %d: exclude more by a condition in selector.query, of another FleetRollout"
              .formatted(excluded.size(), MOST_EXCLUDED));
    }
    return new Selection(
        fields.condition("spec.selector.query", spec.selector().query(), LONGEST_QUERY),
        new TreeSet<>(excluded),
        expected(spec.expectedDevices()));
  }

  private ExpectedDevices expected(FleetRolloutSpec.@Nullable ExpectedDevices given) {
    if (given == null) {
      return ExpectedDevices.ANY;
    }
    ExpectedDevices expected =
        new ExpectedDevices(
            fields.devices("spec.expectedDevices.min", given.min()),
            fields.devices("spec.expectedDevices.max", given.max()));
    if (given.min() != null && given.max() != null && given.min() > given.max()) {
      fields.refuse(
          "spec.expectedDevices", "min %d is more than max %d".formatted(given.min(), given.max()));
    }
    return expected;
  }
}
