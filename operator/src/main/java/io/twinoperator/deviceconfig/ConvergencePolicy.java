package io.twinoperator.deviceconfig;

import io.twinoperator.api.v1alpha1.ConvergenceSpec;
import io.twinoperator.api.v1alpha1.DeviceConfigSpec;
import io.twinoperator.spec.ConfirmationTerms;
import io.twinoperator.spec.SpecProblems;
import io.twinoperator.twin.Confirmation;
import io.twinoperator.twin.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is awaited of a device; pure.
 *
 * @param confirmation what counts; empty if nothing is awaited
 * @param deadline how long it may take while the device is online
 */
record ConvergencePolicy(Optional<Confirmation> confirmation, Duration deadline) {

  /** The deadline where none is given; the API's description has the reason. */
  static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(15);

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(7);
  private static final String FIELD = "convergence";

  /** The policy of a spec; where a field breaks a rule, its default. */
  static ConvergencePolicy of(DeviceConfigSpec spec) {
    return read(spec.convergence(), new SpecProblems());
  }

  /** The rules that a spec breaks; empty if none. */
  static List<Violation> check(DeviceConfigSpec spec) {
    SpecProblems problems = new SpecProblems();
    read(spec.convergence(), problems);
    return problems.found();
  }

  private static ConvergencePolicy read(@Nullable ConvergenceSpec given, SpecProblems problems) {
    if (given == null) {
      return new ConvergencePolicy(Optional.of(Confirmation.STANDARD), DEFAULT_DEADLINE);
    }
    return new ConvergencePolicy(
        ConfirmationTerms.read(FIELD, given.rule(), given.paths(), problems),
        problems.duration(
            FIELD + ".deadline", given.deadline(), DEFAULT_DEADLINE, SHORTEST, LONGEST));
  }
}
