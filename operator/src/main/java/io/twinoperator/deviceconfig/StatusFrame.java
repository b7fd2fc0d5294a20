package io.twinoperator.deviceconfig;

import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConflict;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConvergence;
import io.twinoperator.api.v1alpha1.DeviceConfigStatusBuilder;
import io.twinoperator.deviceconfig.DevicePlan.Evaluation;
import io.twinoperator.status.Conditions;
import io.twinoperator.twin.ConnectionState;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Twin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What every report of a pass has in common: it begins with the status so far. Pure. */
record StatusFrame(DeviceObservation seen) {

  /** Conflicts that status lists. */
  static final int MAX_CONFLICTS = 100;

  /** {@code status.connectionState} of a device that is away. */
  static final String DISCONNECTED = "Disconnected";

  /** The conditions before the pass. */
  Conditions before() {
    return Conditions.from(
        seen.previous().map(DeviceConfigStatus::conditions).orElse(null),
        seen.generation(),
        seen.now());
  }

  /** The status so far with other conditions: nothing new is known of the twin. */
  DeviceConfigStatus carried(Conditions conditions) {
    return speakingOfThisSpec().conditions(conditions.list()).build();
  }

  /**
   * How far the device has come with each leaf.
   *
   * @param rewritten leaves that this pass has written anew with the value they had
   */
  List<LeafConvergence> leaves(Evaluation evaluation, List<LeafPath> rewritten) {
    return LeafReport.of(
        evaluation.twin(),
        evaluation.held(),
        ConvergencePolicy.of(seen.spec()),
        Waits.of(seen, rewritten));
  }

  /** What the leaves add up to. */
  Readiness readiness(Evaluation evaluation, List<LeafConvergence> leaves) {
    return Readiness.of(
        leaves,
        Removals.of(seen, evaluation.twin()).size(),
        evaluation.conflicts(),
        seen.spec().readyWhenOrDefault());
  }

  /** What is known of the twin now; what is managed stays to be said. */
  DeviceConfigStatusBuilder compared(
      Evaluation evaluation, List<LeafConvergence> leaves, Conditions conditions) {
    Twin twin = evaluation.twin();
    return speakingOfThisSpec()
        .conditions(conditions.list())
        .desiredVersion(twin.desiredVersion())
        .reportedVersion(twin.reportedVersion())
        .etag(twin.etag())
        .connectionState(
            twin.connectionState() == ConnectionState.CONNECTED ? "Connected" : DISCONNECTED)
        .convergence(LeafReport.shown(leaves, Removals.of(seen, twin)))
        .conflicts(shown(evaluation.conflicts()))
        .differences(null)
        .mirror(Mirror.of(twin.reported(), MirrorPolicy.of(seen.spec()), seen.now()));
  }

  /** The message of {@code Synced} says how many there are. */
  private static @Nullable List<LeafConflict> shown(List<LeafConflict> conflicts) {
    return conflicts.isEmpty()
        ? null
        : conflicts.subList(0, Math.min(MAX_CONFLICTS, conflicts.size()));
  }

  private DeviceConfigStatusBuilder speakingOfThisSpec() {
    return seen.previous()
        .map(DeviceConfigStatus::toBuilder)
        .orElseGet(DeviceConfigStatus::builder)
        .observedGeneration(seen.generation())
        .lastHandledReconcileAt(seen.reconcileRequest())
        .deviceId(seen.deviceId());
  }
}
