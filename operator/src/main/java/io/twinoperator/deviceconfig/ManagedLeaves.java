package io.twinoperator.deviceconfig;

import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ManagedLeaf;
import io.twinoperator.twin.AppliedLeaf;
import io.twinoperator.twin.LeafPath;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The managed leaves as status stores them, and as the twin package knows them. */
final class ManagedLeaves {

  private ManagedLeaves() {}

  /** Reads them; none if there is no status yet. */
  static List<AppliedLeaf> of(Optional<DeviceConfigStatus> status) {
    return status.map(DeviceConfigStatus::managed).orElseGet(List::of).stream()
        .flatMap(leaf -> applied(leaf).stream())
        .toList();
  }

  private static Optional<AppliedLeaf> applied(ManagedLeaf leaf) {
    try {
      return Optional.of(
          new AppliedLeaf(
              LeafPath.parse(leaf.path()),
              leaf.hash(),
              leaf.desiredVersion(),
              Optional.ofNullable(leaf.formerHash())));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // Somebody else wrote it; no leaf is of that name.
    }
  }

  /** Writes them, in the order of their paths. */
  static List<ManagedLeaf> toStatus(Collection<AppliedLeaf> leaves) {
    return leaves.stream()
        .sorted(Comparator.comparing(AppliedLeaf::path))
        .map(
            leaf ->
                new ManagedLeaf(
                    leaf.path().toString(),
                    leaf.hash(),
                    leaf.desiredVersion(),
                    leaf.formerHash().orElse(null)))
        .toList();
  }
}
