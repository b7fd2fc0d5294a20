package io.twinoperator.spec;

import io.twinoperator.api.v1alpha1.ConvergenceSpec;
import io.twinoperator.api.v1alpha1.ConvergenceSpec.ReportedAt;
import io.twinoperator.twin.Confirmation;
import io.twinoperator.twin.LeafPath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what counts as a device's confirmation, and where it stands; pure. */
public final class ConfirmationTerms {

  private ConfirmationTerms() {}

  /**
   * The terms of a spec; empty if nothing is awaited of the device. Where a path breaks a rule it
   * is left out.
   *
   * @param field where rule and paths stand, such as {@code convergence}
   * @param rule {@code Auto} where none is given
   */
  public static Optional<Confirmation> read(
      String field,
      ConvergenceSpec.@Nullable Rule rule,
      @Nullable List<ReportedAt> paths,
      SpecProblems problems) {
    Map<LeafPath, List<String>> reportedAt = paths(field, paths, problems);
    return rule(rule).map(counts -> new Confirmation(counts, reportedAt));
  }

  private static Optional<Confirmation.Rule> rule(ConvergenceSpec.@Nullable Rule given) {
    if (given == null) {
      return Optional.of(Confirmation.Rule.AUTO);
    }
    return switch (given) {
      case Auto -> Optional.of(Confirmation.Rule.AUTO);
      case Acknowledged -> Optional.of(Confirmation.Rule.ACKNOWLEDGED);
      case Equal -> Optional.of(Confirmation.Rule.EQUAL);
      case None -> Optional.empty();
    };
  }

  private static Map<LeafPath, List<String>> paths(
      String parent, @Nullable List<ReportedAt> given, SpecProblems problems) {
    Map<LeafPath, List<String>> paths = new HashMap<>();
    int index = 0;
    for (ReportedAt entry : given == null ? List.<ReportedAt>of() : given) {
      String field = "%s.paths[%d].".formatted(parent, index++);
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
