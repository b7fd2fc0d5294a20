package io.twinoperator.deviceconfig;

import io.twinoperator.api.v1alpha1.DeviceConfigSpec;
import io.twinoperator.api.v1alpha1.ReportSpec;
import io.twinoperator.spec.SpecProblems;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What of the reported properties is mirrored, and how often; pure.
 *
 * @param paths keys below reported; empty for all of them
 * @param minInterval between writes for the mirror's sake; empty for the operator's own
 */
record MirrorPolicy(Optional<List<List<String>>> paths, Optional<Duration> minInterval) {

  /** Everything, as often as the operator does. */
  static final MirrorPolicy STANDARD = new MirrorPolicy(Optional.empty(), Optional.empty());

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final String FIELD = "report";

  /** The policy of a spec; what breaks a rule is left out. */
  static MirrorPolicy of(DeviceConfigSpec spec) {
    return read(spec.report(), new SpecProblems());
  }

  /** The rules that a spec breaks; empty if none. */
  static List<Violation> check(DeviceConfigSpec spec) {
    SpecProblems problems = new SpecProblems();
    read(spec.report(), problems);
    return problems.found();
  }

  private static MirrorPolicy read(@Nullable ReportSpec given, SpecProblems problems) {
    if (given == null) {
      return STANDARD;
    }
    return new MirrorPolicy(
        Optional.ofNullable(given.paths()).map(paths -> paths(paths, problems)),
        Optional.ofNullable(given.minInterval())
            .map(
                text ->
                    problems.duration(FIELD + ".minInterval", text, LONGEST, SHORTEST, LONGEST)));
  }

  private static List<List<String>> paths(List<String> given, SpecProblems problems) {
    List<List<String>> paths = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      problems
          .keys("%s.paths[%d]".formatted(FIELD, i), "reported", given.get(i))
          .map(LeafPath::keys)
          .ifPresent(paths::add);
    }
    return List.copyOf(paths);
  }
}
