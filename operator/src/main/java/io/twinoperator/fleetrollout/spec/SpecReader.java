package io.twinoperator.fleetrollout.spec;

import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Marker;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Mode;
import io.twinoperator.twin.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads and checks the spec of one FleetRollout; finds all that is wrong with it, not just the
 * first.
 */
public final class SpecReader {
  private static final Duration DEFAULT_TTL = Duration.ofDays(30);
  private static final Duration LONGEST_TTL = Duration.ofDays(3650);

  private final FleetRollout rollout;
  private final FleetRolloutSpec spec;
  private final SpecFields fields = new SpecFields();

  private SpecReader(FleetRollout rollout) {
    this.rollout = rollout;
    this.spec = rollout.getSpec();
  }

  /** Reads the spec. */
  public static SpecReading read(FleetRollout rollout) {
    return new SpecReader(rollout).read();
  }

  private SpecReading read() {
    Writing writing = writing(spec.writer(), spec.marker());
    Change change = new ChangeReader(fields, writing).read(spec.patch());
    Strategy strategy = new StrategyReader(fields).read(spec.strategy(), defaultSalt());
    PolicyReader policies = new PolicyReader(fields);
    RolloutSpec read =
        new RolloutSpec(
            new SelectionReader(fields).read(spec),
            change,
            new ConvergenceReader(fields).read(spec.convergence(), change),
            new ControlReader(fields).read(spec, strategy.waveNames()),
            strategy,
            policies.failures(spec.failurePolicy()),
            policies.rollback(spec.rollback()),
            policies.offline(spec.offline()),
            Optional.ofNullable(spec.onConflict()),
            writing,
            fields
                .problems()
                .duration(
                    "spec.ttlAfterFinished",
                    spec.ttlAfterFinished(),
                    DEFAULT_TTL,
                    Duration.ZERO,
                    LONGEST_TTL),
            Optional.ofNullable(spec.schema()));
    List<String> problems = fields.problems().found().stream().map(Violation::toString).toList();
    return problems.isEmpty()
        ? new SpecReading.Valid(read)
        : new SpecReading.Invalid(problems, read);
  }

  private Writing writing(FleetRolloutSpec.@Nullable Writer given, @Nullable Marker marker) {
    Marker marking = Objects.requireNonNullElse(marker, Writing.DEFAULT.marker());
    if (given == null) {
      return new Writing(Writing.DEFAULT.mode(), Writing.DEFAULT.maxDevicesPerJob(), marking);
    }
    return new Writing(
        Objects.requireNonNullElse(given.mode(), Mode.Auto),
        fields.number(
            "spec.writer.maxDevicesPerJob",
            given.maxDevicesPerJob(),
            Writing.MOST_DEVICES_PER_JOB,
            1,
            Writing.MOST_DEVICES_PER_JOB),
        marking);
  }

  private String defaultSalt() {
    return rollout.getMetadata().getNamespace() + "/" + rollout.getMetadata().getName();
  }
}
