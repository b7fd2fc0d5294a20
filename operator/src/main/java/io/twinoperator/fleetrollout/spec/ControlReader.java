package io.twinoperator.fleetrollout.spec;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads what a person wants of the rollout at the moment. */
final class ControlReader {
  private static final Duration LEAST_PLAN_AGE = Duration.ofMinutes(1);

  private final SpecFields fields;

  ControlReader(SpecFields fields) {
    this.fields = fields;
  }

  /** The names of the waves are those that can be promoted to. */
  Control read(FleetRolloutSpec spec, List<String> waves) {
    Optional<Promotion> promoteTo = Optional.ofNullable(spec.promoteTo()).map(Promotion::of);
    if (promoteTo.filter(promotion -> !promotion.covers(0, waves)).isPresent()) {
      fields.refuse(
          "spec.promoteTo",
          "'%s' is no wave; there are %s, and All"
              .formatted(spec.promoteTo(), String.join(", ", waves)));
    }
    return new Control(
        spec.stateOrDefault(),
        promoteTo,
        Optional.ofNullable(spec.approvedPlanDigest()).filter(this::isDigest),
        fields.duration(
            "spec.planMaxAge", spec.planMaxAge(), Control.DEFAULT_PLAN_MAX_AGE, LEAST_PLAN_AGE));
  }

  private boolean isDigest(String text) {
    boolean digest = text.matches("sha256:[0-9a-f]{64}");
    if (!digest) {
      fields.refuse(
          "spec.approvedPlanDigest",
          "'%s' is no digest: copy status.plan.digest, which is sha256: and 64 hexadecimal digits"
              .formatted(text));
    }
    return digest;
  }
}
