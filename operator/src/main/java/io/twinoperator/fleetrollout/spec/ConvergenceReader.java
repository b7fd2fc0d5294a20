package io.twinoperator.fleetrollout.spec;

import io.twinoperator.api.v1alpha1.ConvergenceSpec.ReportedAt;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec;
import io.twinoperator.spec.ConfirmationTerms;
import io.twinoperator.twin.Confirmation;
import io.twinoperator.twin.LeafPath;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what is awaited of a device. */
final class ConvergenceReader {
  private static final String FIELD = "spec.convergence";

  private final SpecFields fields;

  ConvergenceReader(SpecFields fields) {
    this.fields = fields;
  }

  ConvergenceTerms read(FleetRolloutSpec.@Nullable RolloutConvergence given, Change change) {
    if (given == null) {
      return ConvergenceTerms.STANDARD;
    }
    Optional<Confirmation> confirmation =
        ConfirmationTerms.read(FIELD, given.rule(), given.paths(), fields.problems());
    confirmation
        .map(terms -> terms.reportedAt().keySet())
        .ifPresent(
            named ->
                checkNamed(named, Objects.requireNonNullElse(given.paths(), List.of()), change));
    return new ConvergenceTerms(confirmation);
  }

  /** A path that is of no leaf is a slip of the pen that would let devices time out. */
  private void checkNamed(Set<LeafPath> named, List<ReportedAt> given, Change change) {
    for (int i = 0; i < given.size(); i++) {
      String keys = given.get(i).desired();
      boolean ofNone =
          named.stream()
              .filter(path -> String.join(".", path.keys()).equals(keys))
              .anyMatch(
                  path ->
                      change.set().keySet().stream()
                          .noneMatch(leaf -> path.equals(leaf) || path.isAncestorOf(leaf)));
      if (ofNone) {
        fields.refuse(
            "%s.paths[%d].desired".formatted(FIELD, i),
            "'%s' is no leaf of spec.patch.desired, nor what several have in common"
                .formatted(keys));
      }
    }
  }
}
