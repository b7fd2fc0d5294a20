package io.twinoperator.deviceconfig;

import static io.twinoperator.status.Conditions.CONVERGED;
import static io.twinoperator.status.Conditions.DRIFTED;
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
import java.util.function.Function;
import java.util.stream.Collectors;

/** Turns what was seen, planned and done into the whole of status; pure. */
final class DeviceReport {

  private static final String CORRECTED = "Corrected";
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
            nothing -> Optional.of(report.compared(nothing.evaluation(), Written.NO)),
            patch ->
                outcome.fold(
                    unwritten -> Optional.of(report.compared(patch.evaluation(), Written.NO)),
                    done -> Optional.of(report.patched(patch, done)),
                    failed -> report.failed(patch, failed.failure()))));
  }

  /** Whether there is nothing left that a device or another object has to do. */
  static boolean isSettled(DeviceConfigStatus status) {
    return StandstillReport.isStandstill(status)
        || status.conditions().stream()
            .anyMatch(c -> CONVERGED.equals(c.getType()) && "True".equals(c.getStatus()));
  }

  private enum Written {
    YES,
    NO
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
    if (seen.isGenerationReported() && seen.failures() < failure.patience()) {
      return Optional.empty();
    }
    Evaluation evaluation = patch.evaluation();
    Conditions conditions =
        before
            .set(SYNCED, Status.FALSE, failure.reason(), failure.message())
            .set(CONVERGED, Status.FALSE, failure.reason(), "the change has not been written yet");
    if (!evaluation.drifted().isEmpty()) {
      conditions =
          conditions.set(
              DRIFTED,
              Status.TRUE,
              "TwinChanged",
              joined(evaluation.drifted(), path -> standing(path, evaluation)));
    }
    return Optional.of(
        frame.carried(
            failure.terminal()
                ? conditions.stalled(failure.reason(), failure.message())
                : conditions.reconciling(failure.reason(), failure.message())));
  }

  private DeviceConfigStatus patched(DevicePlan.Patch patch, DeviceOutcome.Patched done) {
    Evaluation old = patch.evaluation();
    Evaluation now =
        new Evaluation(done.twin(), old.held(), List.of(), old.kept(), old.conflicts());
    DeviceConfigStatus status = compared(now, Written.YES);
    if (old.drifted().isEmpty()) {
      return status;
    }
    Conditions conditions =
        Conditions.from(status.conditions(), seen.generation(), seen.now())
            .set(
                DRIFTED,
                Status.FALSE,
                CORRECTED,
                joined(old.drifted(), path -> corrected(path, old)));
    return status.toBuilder().conditions(conditions.list()).build();
  }

  private DeviceConfigStatus compared(Evaluation evaluation, Written written) {
    List<LeafConvergence> leaves = LeafReport.of(evaluation.twin(), evaluation.held());
    Conditions conditions = synced(undrifted(written), evaluation);
    conditions = Readiness.of(leaves, evaluation.conflicts()).apply(conditions);
    return frame
        .compared(evaluation, leaves, conditions)
        .managed(ManagedLeaves.toStatus(managed(evaluation)))
        .build();
  }

  /** What was corrected stays readable until the spec changes or there is something newer. */
  private Conditions undrifted(Written written) {
    boolean tellsOfCorrection =
        written == Written.NO
            && before
                .find(DRIFTED)
                .filter(drifted -> CORRECTED.equals(drifted.getReason()))
                .filter(drifted -> seen.isGenerationReported())
                .isPresent();
    return tellsOfCorrection
        ? before
        : before.set(DRIFTED, Status.FALSE, "NoDrift", "the twin has what was last applied");
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
    return conditions.set(SYNCED, Status.FALSE, Readiness.CONFLICT, Readiness.sentence(conflicts));
  }

  private static List<AppliedLeaf> managed(Evaluation evaluation) {
    List<AppliedLeaf> managed = new ArrayList<>(evaluation.kept());
    evaluation
        .held()
        .forEach((path, value) -> managed.add(AppliedLeaf.applied(path, value, evaluation.twin())));
    return managed;
  }

  private static String standing(LeafPath path, Evaluation evaluation) {
    return "%s is %s in the twin, not %s as last applied"
        .formatted(path, observed(path, evaluation), LeafReport.text(evaluation.held().get(path)));
  }

  private static String corrected(LeafPath path, Evaluation evaluation) {
    return "%s had become %s and was set back to %s"
        .formatted(path, observed(path, evaluation), LeafReport.text(evaluation.held().get(path)));
  }

  private static String observed(LeafPath path, Evaluation evaluation) {
    return LeafReport.text(evaluation.twin().value(path).orElse(null));
  }

  private static String joined(List<LeafPath> paths, Function<LeafPath, String> sentence) {
    return paths.stream().map(sentence).collect(Collectors.joining("; "));
  }
}
