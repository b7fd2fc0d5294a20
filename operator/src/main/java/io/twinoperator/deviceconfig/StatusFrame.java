package io.twinoperator.deviceconfig;

import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConvergence;
import io.twinoperator.api.v1alpha1.DeviceConfigStatusBuilder;
import io.twinoperator.deviceconfig.DevicePlan.Evaluation;
import io.twinoperator.status.Conditions;
import io.twinoperator.twin.ConnectionState;
import io.twinoperator.twin.Twin;
import java.util.List;

/** What every report of a pass has in common: it begins with the status so far. Pure. */
record StatusFrame(DeviceObservation seen) {

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
            twin.connectionState() == ConnectionState.CONNECTED ? "Connected" : "Disconnected")
        .convergence(leaves.isEmpty() ? null : leaves)
        .conflicts(evaluation.conflicts().isEmpty() ? null : evaluation.conflicts())
        .differences(null)
        .mirror(Mirror.of(twin.reported(), seen.now()));
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
