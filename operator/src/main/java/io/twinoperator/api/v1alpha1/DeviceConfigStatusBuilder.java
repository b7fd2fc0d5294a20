package io.twinoperator.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Condition;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConflict;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConvergence;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafDifference;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafDrift;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ManagedLeaf;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ReportedMirror;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link DeviceConfigStatus}, mostly from the one before: a pass that learned nothing of
 * the twin carries on what was known of it.
 */
public final class DeviceConfigStatusBuilder {

  private List<Condition> conditions = List.of();
  private @Nullable Long observedGeneration;
  private @Nullable String lastHandledReconcileAt;
  private @Nullable String deviceId;
  private @Nullable Long desiredVersion;
  private @Nullable Long reportedVersion;
  private @Nullable String etag;
  private @Nullable String connectionState;
  private @Nullable List<ManagedLeaf> managed;
  private @Nullable List<LeafConvergence> convergence;
  private @Nullable List<LeafConflict> conflicts;
  private @Nullable List<LeafDifference> differences;
  private @Nullable List<LeafDrift> drift;
  private @Nullable ReportedMirror mirror;

  DeviceConfigStatusBuilder() {}

  DeviceConfigStatusBuilder(DeviceConfigStatus status) {
    conditions = status.conditions();
    observedGeneration = status.observedGeneration();
    lastHandledReconcileAt = status.lastHandledReconcileAt();
    deviceId = status.deviceId();
    desiredVersion = status.desiredVersion();
    reportedVersion = status.reportedVersion();
    etag = status.etag();
    connectionState = status.connectionState();
    managed = status.managed();
    convergence = status.convergence();
    conflicts = status.conflicts();
    differences = status.differences();
    drift = status.drift();
    mirror = status.mirror();
  }

  /** The conditions. */
  public DeviceConfigStatusBuilder conditions(List<Condition> value) {
    conditions = value;
    return this;
  }

  /** The generation of spec that the rest speaks of. */
  public DeviceConfigStatusBuilder observedGeneration(@Nullable Long value) {
    observedGeneration = value;
    return this;
  }

  /** The request to reconcile that was handled last. */
  public DeviceConfigStatusBuilder lastHandledReconcileAt(@Nullable String value) {
    lastHandledReconcileAt = value;
    return this;
  }

  /** The device's id. */
  public DeviceConfigStatusBuilder deviceId(@Nullable String value) {
    deviceId = value;
    return this;
  }

  /** The version of desired when last read. */
  public DeviceConfigStatusBuilder desiredVersion(@Nullable Long value) {
    desiredVersion = value;
    return this;
  }

  /** The version of reported when last read. */
  public DeviceConfigStatusBuilder reportedVersion(@Nullable Long value) {
    reportedVersion = value;
    return this;
  }

  /** The twin's etag when last read. */
  public DeviceConfigStatusBuilder etag(@Nullable String value) {
    etag = value;
    return this;
  }

  /** Whether the device is connected. */
  public DeviceConfigStatusBuilder connectionState(@Nullable String value) {
    connectionState = value;
    return this;
  }

  /** The leaves that the object owns. */
  public DeviceConfigStatusBuilder managed(@Nullable List<ManagedLeaf> value) {
    managed = value;
    return this;
  }

  /** What the device has said of each leaf. */
  public DeviceConfigStatusBuilder convergence(@Nullable List<LeafConvergence> value) {
    convergence = value;
    return this;
  }

  /** The leaves left alone. */
  public DeviceConfigStatusBuilder conflicts(@Nullable List<LeafConflict> value) {
    conflicts = value;
    return this;
  }

  /** What the twin has otherwise, while nothing is written. */
  public DeviceConfigStatusBuilder differences(@Nullable List<LeafDifference> value) {
    differences = value;
    return this;
  }

  /** The leaves that somebody else has changed. */
  public DeviceConfigStatusBuilder drift(@Nullable List<LeafDrift> value) {
    drift = value;
    return this;
  }

  /** The copy of the reported properties. */
  public DeviceConfigStatusBuilder mirror(@Nullable ReportedMirror value) {
    mirror = value;
    return this;
  }

  /** The status. */
  public DeviceConfigStatus build() {
    return new DeviceConfigStatus(
        conditions,
        observedGeneration,
        lastHandledReconcileAt,
        deviceId,
        desiredVersion,
        reportedVersion,
        etag,
        connectionState,
        managed,
        convergence,
        conflicts,
        differences,
        drift,
        mirror);
  }
}
