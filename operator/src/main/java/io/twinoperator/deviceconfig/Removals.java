package io.twinoperator.deviceconfig;

import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConvergence;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafState;
import io.twinoperator.twin.AppliedLeaf;
import io.twinoperator.twin.Confirmation;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Section;
import io.twinoperator.twin.Twin;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Leaves that the present spec took out of desired; pure. A device cannot confirm that something is
 * absent, so a removal is done when the hub has made it, and stays listed until the spec changes.
 */
final class Removals {

  /** Removals that status lists. */
  static final int MAX_SHOWN = 20;

  private Removals() {}

  /**
   * One entry for each, in order: what was managed, is no longer wanted, and is not in the twin;
   * and what was listed of this spec before and is still absent. Asking the twin, and not the
   * patch, finds them also when the operator died between the write and its report.
   */
  static List<LeafConvergence> of(DeviceObservation seen, Twin twin) {
    Set<LeafPath> wanted = seen.intent().wanted().keySet();
    Confirmation confirmation =
        ConvergencePolicy.of(seen.spec()).confirmation().orElse(Confirmation.STANDARD);
    return Stream.concat(
            seen.applied().stream().map(AppliedLeaf::path),
            seen.isGenerationReported() ? listed(seen) : Stream.of())
        .filter(path -> path.section() == Section.DESIRED)
        .filter(path -> twin.value(path).isEmpty())
        .filter(path -> wanted.stream().noneMatch(path::overlaps))
        .distinct()
        .sorted()
        .limit(MAX_SHOWN)
        .map(path -> entry(path, twin, confirmation))
        .toList();
  }

  private static Stream<LeafPath> listed(DeviceObservation seen) {
    return seen.previous().map(DeviceConfigStatus::convergence).stream()
        .flatMap(List::stream)
        .filter(leaf -> leaf.state() == LeafState.Unconfirmed)
        .map(leaf -> LeafPath.parse(leaf.path()));
  }

  private static LeafConvergence entry(LeafPath path, Twin twin, Confirmation confirmation) {
    return new LeafConvergence(
        path.toString(),
        LeafState.Unconfirmed,
        null,
        ShownValue.of(twin.reportedValue(confirmation.reportedKeys(path)).orElse(null)),
        null,
        null,
        null);
  }
}
