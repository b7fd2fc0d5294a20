package io.twinoperator.deviceconfig;

import io.twinoperator.api.v1alpha1.DeviceConfigSpec.DeletionPolicy;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ManagedLeaf;
import io.twinoperator.api.v1alpha1.DeviceConfigStatusBuilder;
import io.twinoperator.status.Conditions;
import java.util.List;
import java.util.Optional;

/**
 * What is stored before a write, so that a crash or a lost answer in between is understood
 * afterwards: which leaves are about to become ours, and which drift is about to be corrected.
 * Pure.
 */
final class DeviceIntentRecord {

  private DeviceIntentRecord() {}

  /** The status to store before the plan is carried out; empty if nothing needs to be. */
  static Optional<DeviceConfigStatus> of(DeviceObservation seen, DevicePlan plan) {
    return plan.fold(
        new DevicePlan.Cases<>(
            rest -> Optional.empty(),
            refuse -> Optional.empty(),
            wait -> Optional.empty(),
            bear -> Optional.empty(),
            show -> Optional.empty(),
            nothing -> Optional.empty(),
            patch -> of(seen, patch)));
  }

  private static Optional<DeviceConfigStatus> of(DeviceObservation seen, DevicePlan.Patch patch) {
    List<ManagedLeaf> intended = ManagedLeaves.toStatus(patch.intended());
    List<DriftedLeaf> corrected = patch.evaluation().drifts().corrected();
    boolean isKnown =
        corrected.isEmpty()
            && intended.equals(
                seen.previous().map(DeviceConfigStatus::managed).orElseGet(List::of));
    if (isKnown || isFirstAndOrphaned(seen)) {
      return Optional.empty();
    }
    DeviceConfigStatusBuilder record =
        seen.previous().orElseGet(() -> first(seen)).toBuilder().managed(intended);
    return Optional.of(
            corrected.isEmpty() ? record.build() : withDrift(record, seen, corrected).build())
        .filter(next -> !next.equals(seen.previous().orElse(null)));
  }

  /**
   * A first application need not be stored beforehand where the leaves stay in the twin anyway:
   * after a crash the next pass finds them equal, and they become managed. One corner is left. If
   * during the same outage the spec drops or changes a leaf, or somebody else changes it in the
   * twin, it passes for one that was never ours: it is not removed, and {@code takeOver} decides.
   */
  private static boolean isFirstAndOrphaned(DeviceObservation seen) {
    return seen.applied().isEmpty()
        && seen.spec().deletionPolicyOrDefault() == DeletionPolicy.Orphan;
  }

  private static DeviceConfigStatusBuilder withDrift(
      DeviceConfigStatusBuilder record, DeviceObservation seen, List<DriftedLeaf> corrected) {
    return record
        .conditions(DriftReport.found(new StatusFrame(seen).before(), corrected).list())
        .drift(DriftLog.of(seen).withCorrections(corrected, seen.now()).toStatus());
  }

  private static DeviceConfigStatus first(DeviceObservation seen) {
    return DeviceConfigStatus.builder()
        .conditions(
            Conditions.from(null, seen.generation(), seen.now())
                .reconciling("Writing", "the first change is being written")
                .list())
        .deviceId(seen.deviceId())
        .build();
  }
}
