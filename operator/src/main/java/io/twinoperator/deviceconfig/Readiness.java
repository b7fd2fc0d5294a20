package io.twinoperator.deviceconfig;

import static io.twinoperator.status.Conditions.CONVERGED;

import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConflict;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConvergence;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafState;
import io.twinoperator.status.Conditions;
import io.twinoperator.status.Conditions.Status;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the leaves of a device add up to; pure. The leaf that is furthest from done decides. An
 * object is ready when its device has confirmed everything, and also while the device is away: one
 * sleeping sensor must not hold up a whole delivery. {@code Converged} stays false until it wakes.
 *
 * @param worst the leaf that decides; empty if there is none to confirm
 * @param confirmed leaves that the device has confirmed
 * @param total desired leaves
 */
record Readiness(
    Optional<LeafConvergence> worst, long confirmed, int total, List<LeafConflict> conflicts) {

  private static final List<LeafState> WORST_FIRST =
      List.of(
          LeafState.Rejected,
          LeafState.Pending,
          LeafState.Applying,
          LeafState.Offline,
          LeafState.Converged);

  static Readiness of(List<LeafConvergence> leaves, List<LeafConflict> conflicts) {
    return new Readiness(
        leaves.stream().min(Comparator.comparingInt(leaf -> WORST_FIRST.indexOf(leaf.state()))),
        leaves.stream().filter(leaf -> leaf.state() == LeafState.Converged).count(),
        leaves.size(),
        conflicts);
  }

  /** Sets {@code Converged} and {@code Ready}. */
  Conditions apply(Conditions conditions) {
    Conditions converged = converged(conditions);
    return conflicts.isEmpty() ? ready(converged) : new LeftAlone(conflicts).ready(converged);
  }

  private Conditions converged(Conditions conditions) {
    if (worst.isEmpty()) {
      return conflicts.isEmpty()
          ? conditions.set(
              CONVERGED, Status.TRUE, "NothingToConfirm", "there is no desired property to confirm")
          : conditions.set(
              CONVERGED,
              Status.FALSE,
              new LeftAlone(conflicts).reason(),
              new LeftAlone(conflicts).sentence());
    }
    boolean all = worst.get().state() == LeafState.Converged && conflicts.isEmpty();
    String reason = worst.get().state().name();
    if (!all && worst.get().state() == LeafState.Converged) {
      reason = new LeftAlone(conflicts).reason();
    }
    return conditions.set(CONVERGED, Status.of(all), reason, summary());
  }

  private Conditions ready(Conditions conditions) {
    if (worst.isEmpty()) {
      return conditions.ready("Synced", "the hub stores what the spec asks");
    }
    String reason = worst.get().state().name();
    return switch (worst.get().state()) {
      case Converged, Offline -> conditions.ready(reason, summary());
      case Pending, Applying -> conditions.reconciling(reason, summary());
      case Rejected -> conditions.stalled(reason, summary());
    };
  }

  private String summary() {
    String count = "the device has confirmed %d of %d leaves".formatted(confirmed, total);
    return worst
        .filter(leaf -> leaf.state() != LeafState.Converged)
        .map(leaf -> count + "; " + LeafReport.sentence(leaf))
        .orElse(count);
  }
}
