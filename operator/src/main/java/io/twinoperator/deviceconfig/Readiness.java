package io.twinoperator.deviceconfig;

import static io.twinoperator.status.Conditions.CONVERGED;

import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConflict;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConvergence;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafState;
import io.twinoperator.api.v1alpha1.ReadyWhen;
import io.twinoperator.status.Conditions;
import io.twinoperator.status.Conditions.Status;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the leaves of a device add up to; pure. The leaf that is furthest from done decides.
 *
 * @param worst the leaf that decides; empty if there is none to confirm
 * @param confirmed leaves that the device has confirmed
 * @param total desired leaves
 * @param removed leaves that were taken out, which nobody can confirm
 * @param when what it takes to be ready
 */
record Readiness(
    Optional<LeafConvergence> worst,
    long confirmed,
    int total,
    int removed,
    List<LeafConflict> conflicts,
    ReadyWhen when) {

  /** Reason of an object whose device need not confirm anything for it to be ready. */
  static final String SYNCED_IS_ENOUGH = "Synced";

  /** States, those that are furthest from done first. */
  static final Comparator<LeafState> WORST_FIRST =
      Comparator.comparingInt(
          List.of(
                  LeafState.Rejected,
                  LeafState.Unverifiable,
                  LeafState.Pending,
                  LeafState.Applying,
                  LeafState.Offline,
                  LeafState.Converged,
                  LeafState.Unconfirmed)
              ::indexOf);

  static Readiness of(
      List<LeafConvergence> leaves, int removed, List<LeafConflict> conflicts, ReadyWhen when) {
    return new Readiness(
        leaves.stream().min(Comparator.comparing(LeafConvergence::state, WORST_FIRST)),
        leaves.stream().filter(leaf -> leaf.state() == LeafState.Converged).count(),
        leaves.size(),
        removed,
        conflicts,
        when);
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
              CONVERGED,
              Status.TRUE,
              "NothingToConfirm",
              "there is no desired property to confirm" + removals())
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
      return conditions.ready(SYNCED_IS_ENOUGH, "the hub stores what the spec asks");
    }
    String reason = worst.get().state().name();
    return switch (worst.get().state()) {
      case Converged, Unconfirmed -> conditions.ready(reason, summary());
      case Offline, Pending, Applying, Rejected, Unverifiable ->
          when == ReadyWhen.Synced
              ? conditions.ready(
                  SYNCED_IS_ENOUGH, "the hub stores what the spec asks; " + summary())
              : unconfirmed(conditions, worst.get().state());
    };
  }

  private Conditions unconfirmed(Conditions conditions, LeafState state) {
    return switch (state) {
      case Offline ->
          when == ReadyWhen.ConvergedOrOffline
              ? conditions.ready(state.name(), summary())
              : conditions.reconciling(state.name(), summary());
      case Rejected, Unverifiable -> conditions.stalled(state.name(), summary());
      case Pending, Applying, Converged, Unconfirmed ->
          conditions.reconciling(state.name(), summary());
    };
  }

  private String summary() {
    String count =
        "the device has confirmed %d of %d leaves".formatted(confirmed, total) + removals();
    return worst
        .filter(leaf -> leaf.state() != LeafState.Converged)
        .map(leaf -> count + "; " + LeafReport.sentence(leaf))
        .orElse(count);
  }

  private String removals() {
    return switch (removed) {
      case 0 -> "";
      case 1 -> "; 1 leaf was removed, which no device can confirm";
      default -> "; %d leaves were removed, which no device can confirm".formatted(removed);
    };
  }
}
