package io.twinoperator.deviceconfig;

import io.twinoperator.api.v1alpha1.ConvergenceSpec;
import io.twinoperator.api.v1alpha1.ConvergenceSpec.ReportedAt;
import io.twinoperator.api.v1alpha1.DeviceConfigSpec;
import io.twinoperator.twin.Confirmation;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Violation;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    Map<LeafPath, List<String>> paths = paths(given.paths(), problems);
    return new ConvergencePolicy(
        rule(given).map(rule -> new Confirmation(rule, paths)),
        problems.duration(
            FIELD + ".deadline", given.deadline(), DEFAULT_DEADLINE, SHORTEST, LONGEST));
  }

  private static Optional<Confirmation.Rule> rule(ConvergenceSpec given) {
    if (given.rule() == null) {
      return Optional.of(Confirmation.Rule.AUTO);
    }
    return switch (given.rule()) {
      case Auto -> Optional.of(Confirmation.Rule.AUTO);
      case Acknowledged -> Optional.of(Confirmation.Rule.ACKNOWLEDGED);
      case Equal -> Optional.of(Confirmation.Rule.EQUAL);
      case None -> Optional.empty();
    };
  }

  private static Map<LeafPath, List<String>> paths(
      @Nullable List<ReportedAt> given, SpecProblems problems) {
    Map<LeafPath, List<String>> paths = new HashMap<>();
    int index = 0;
    for (ReportedAt entry : given == null ? List.<ReportedAt>of() : given) {
      String field = "%s.paths[%d].".formatted(FIELD, index++);
      Optional<LeafPath> desired = problems.keys(field + "desired", "desired", entry.desired());
      Optional<LeafPath> reported = problems.keys(field + "reported", "reported", entry.reported());
      if (desired.isPresent()
          && reported.isPresent()
          && paths.put(desired.get(), reported.get().keys()) != null) {
        problems.add(
            field + "desired", "'%s' is listed twice: keep one".formatted(entry.desired()));
      }
    }
    return paths;
  }
}
