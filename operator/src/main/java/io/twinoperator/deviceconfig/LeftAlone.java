package io.twinoperator.deviceconfig;

import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConflict;
import io.twinoperator.status.Conditions;
import java.util.Comparator;
import java.util.List;

/**
 * The wanted leaves that were not written; pure.
 *
 * @param conflicts at least one
 */
record LeftAlone(List<LeafConflict> conflicts) {

  /** Why; of several reasons the one that comes first in their enum. */
  String reason() {
    return first().reasonOrConflict().name();
  }

  /** The first in words, and how many more. */
  String sentence() {
    String more = conflicts.size() == 1 ? "" : " (and %d more)".formatted(conflicts.size() - 1);
    return "%s is left alone: %s%s".formatted(first().path(), first().message(), more);
  }

  /** {@code Ready} while the leaves are left alone. */
  Conditions ready(Conditions conditions) {
    return switch (first().reasonOrConflict()) {
      case Conflict, TakeOverRefused -> conditions.stalled(reason(), sentence());
      case HeldByRollout -> conditions.reconciling(reason(), sentence());
    };
  }

  private LeafConflict first() {
    return conflicts.stream()
        .min(Comparator.comparing(LeafConflict::reasonOrConflict))
        .orElseThrow();
  }
}
