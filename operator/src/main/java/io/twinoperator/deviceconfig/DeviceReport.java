package io.twinoperator.deviceconfig;

import static io.twinoperator.status.Conditions.CONVERGED;
import static io.twinoperator.status.Conditions.SYNCED;

import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConflict;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConvergence;
import io.twinoperator.deviceconfig.DevicePlan.Evaluation;
import io.twinoperator.iothub.HubFailure;
import io.twinoperator.status.Conditions;
import io.twinoperator.status.Conditions.Status;
import io.twinoperator.twin.AppliedLeaf;
import io.twinoperator.twin.LeafPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns what was seen, planned and done into the whole of status; pure. */
final class DeviceReport {

  private static final String SUSPENDED = "Suspended";

  private final DeviceObservation seen;
  private final StatusFrame frame;
  private final Conditions before;

  private DeviceReport(DeviceObservation seen) {
    this.seen = seen;
    this.frame = new StatusFrame(seen);
    this.before = frame.before();
  }

  /**
   * The status after a pass.
   *
   * @return empty if the pass is to leave no trace: the hub could not be seen for a moment
   */
  static Optional<DeviceConfigStatus> of(
      DeviceObservation seen, DevicePlan plan, DeviceOutcome outcome) {
    DeviceReport report = new DeviceReport(seen);
    return plan.fold(
        new DevicePlan.Cases<>(
            rest -> Optional.of(report.resting()),
            refuse -> Optional.of(report.refused(refuse)),
            wait -> Optional.of(report.waiting(wait)),
            bear -> Optional.empty(),
            show -> Optional.of(StandstillReport.of(report.frame, show)),
            nothing -> Optional.of(report.compared(nothing.evaluation(), DriftLog.of(seen))),
            patch ->
                outcome.fold(
                    unwritten ->
                        Optional.of(report.compared(patch.evaluation(), DriftLog.of(seen))),
                    done -> Optional.of(report.patched(patch, done)),
                    failed -> report.failed(patch, failed.failure()))));
  }

  /** Whether there is nothing left that a device or another object has to do. */
  static boolean isSettled(DeviceConfigStatus status) {
    return StandstillReport.isStandstill(status)
        || status.conditions().stream()
            .anyMatch(c -> CONVERGED.equals(c.getType()) && "True".equals(c.getStatus()));
  }

  /** What the device owes by this status. */
  static Pace.Owed owed(DeviceConfigStatus status) {
    if (isSettled(status)) {
      return Pace.Owed.NOTHING;
    }
    return StatusFrame.DISCONNECTED.equals(status.connectionState())
        ? Pace.Owed.RETURN
        : Pace.Owed.ANSWER;
  }

  private DeviceConfigStatus resting() {
    String message = "spec.suspend is true: the hub is neither read nor written";
    return frame.carried(
        before
            .set(SYNCED, Status.UNKNOWN, SUSPENDED, message)
            .set(CONVERGED, Status.UNKNOWN, SUSPENDED, message)
            .ready(SUSPENDED, message));
  }

  private DeviceConfigStatus refused(DevicePlan.Refuse refuse) {
    return frame.carried(
        before
            .set(SYNCED, Status.FALSE, refuse.reason(), "nothing is written: " + refuse.message())
            .set(CONVERGED, Status.FALSE, refuse.reason(), "nothing is written")
            .stalled(refuse.reason(), refuse.message()));
  }

  private DeviceConfigStatus waiting(DevicePlan.Wait wait) {
    Conditions blind =
        before
            .set(SYNCED, Status.UNKNOWN, wait.reason(), wait.message())
            .set(CONVERGED, Status.UNKNOWN, wait.reason(), wait.message());
    return frame.carried(
        wait.terminal()
            ? blind.stalled(wait.reason(), wait.message())
            : blind.reconciling(wait.reason(), wait.message()));
  }

  private Optional<DeviceConfigStatus> failed(DevicePlan.Patch patch, HubFailure failure) {
    Evaluation evaluation = patch.evaluation();
    if (seen.isHubReported() && seen.failing().isBorne(failure)) {
      return Optional.empty();
    }
    Conditions conditions =
        before
            .set(SYNCED, Status.FALSE, failure.reason(), failure.message())
            .set(CONVERGED, Status.FALSE, failure.reason(), "the change has not been written yet");
    DriftLog log = DriftLog.of(seen);
    if (!evaluation.drifts().corrected().isEmpty()) {
      conditions = DriftReport.found(conditions, evaluation.drifts().corrected());
      log = log.withCorrections(evaluation.drifts().corrected(), seen.now());
    }
    Conditions told =
        failure.terminal()
            ? conditions.stalled(failure.reason(), failure.message())
            : conditions.reconciling(failure.reason(), failure.message());
    return Optional.of(frame.carried(told).toBuilder().drift(log.toStatus()).build());
  }

  private DeviceConfigStatus patched(DevicePlan.Patch patch, DeviceOutcome.Patched done) {
    Evaluation old = patch.evaluation();
    Evaluation now =
        new Evaluation(
            done.twin(), old.held(), old.drifts().afterCorrection(), old.kept(), old.conflicts());
    List<DriftedLeaf> corrected = old.drifts().corrected();
    return compared(
        now,
        DriftLog.of(seen).withCorrections(corrected, seen.now()),
        corrected.stream().map(DriftedLeaf::path).toList());
  }

  private DeviceConfigStatus compared(Evaluation evaluation, DriftLog before) {
    return compared(evaluation, before, List.of());
  }

  private DeviceConfigStatus compared(
      Evaluation evaluation, DriftLog before, List<LeafPath> rewritten) {
    List<LeafConvergence> leaves = frame.leaves(evaluation, rewritten);
    DriftLog log = before.settled(evaluation.drifts().standing(), seen.now());
    Conditions conditions =
        synced(DriftReport.settled(this.before, evaluation.drifts(), log), evaluation);
    conditions = DriftReport.standing(conditions, evaluation.drifts());
    return frame
        .compared(evaluation, leaves, ready(conditions, leaves, evaluation))
        .managed(ManagedLeaves.toStatus(managed(evaluation)))
        .drift(log.toStatus())
        .build();
  }

  /** A conflict speaks before drift that is left as it is, and that before the device. */
  private Conditions ready(
      Conditions conditions, List<LeafConvergence> leaves, Evaluation evaluation) {
    boolean stands = !evaluation.drifts().standing().isEmpty();
    return stands && evaluation.conflicts().isEmpty()
        ? conditions
        : frame.readiness(evaluation, leaves).apply(conditions);
  }

  private static Conditions synced(Conditions conditions, Evaluation evaluation) {
    List<LeafConflict> conflicts = evaluation.conflicts();
    if (conflicts.isEmpty()) {
      int leaves = evaluation.held().size();
      return conditions.set(
          SYNCED,
          Status.TRUE,
          "Applied",
          "the hub stores %d of %d leaves".formatted(leaves, leaves));
    }
    LeftAlone left = new LeftAlone(conflicts);
    return conditions.set(SYNCED, Status.FALSE, left.reason(), left.sentence());
  }

  private static List<AppliedLeaf> managed(Evaluation evaluation) {
    List<AppliedLeaf> managed = new ArrayList<>(evaluation.kept());
    evaluation
        .held()
        .forEach((path, value) -> managed.add(AppliedLeaf.applied(path, value, evaluation.twin())));
    return managed;
  }
}
