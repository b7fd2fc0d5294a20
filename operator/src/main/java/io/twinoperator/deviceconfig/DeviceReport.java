package io.twinoperator.deviceconfig;

import static io.twinoperator.status.Conditions.CONVERGED;
import static io.twinoperator.status.Conditions.DRIFTED;
import static io.twinoperator.status.Conditions.SYNCED;

import io.fabric8.kubernetes.api.model.Condition;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConflict;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConvergence;
import io.twinoperator.api.v1alpha1.DeviceConfigStatusBuilder;
import io.twinoperator.deviceconfig.DevicePlan.Evaluation;
import io.twinoperator.iothub.HubFailure;
import io.twinoperator.status.Conditions;
import io.twinoperator.status.Conditions.Status;
import io.twinoperator.twin.AppliedLeaf;
import io.twinoperator.twin.ConnectionState;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Twin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns what was seen, planned and done into the whole of status; pure. */
final class DeviceReport {

  private static final String CORRECTED = "Corrected";
  private static final String SUSPENDED = "Suspended";

  /** Conflicts that status lists. */
  static final int MAX_CONFLICTS = 100;

  private final DeviceObservation seen;
  private final Conditions before;

  private DeviceReport(DeviceObservation seen) {
    this.seen = seen;
    this.before =
        Conditions.from(
            seen.previous().map(DeviceConfigStatus::conditions).orElse(null),
            seen.generation(),
            seen.now());
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
            nothing -> Optional.of(report.compared(nothing.evaluation(), Written.NO)),
            patch ->
                outcome.fold(
                    unwritten -> Optional.of(report.compared(patch.evaluation(), Written.NO)),
                    done -> Optional.of(report.patched(patch, done)),
                    failed -> report.failed(patch, failed.failure()))));
  }

  /** Whether there is nothing left that a device or another object has to do. */
  static boolean isSettled(DeviceConfigStatus status) {
    return status.conditions().stream()
        .anyMatch(c -> CONVERGED.equals(c.getType()) && "True".equals(c.getStatus()));
  }

  private enum Written {
    YES,
    NO
  }

  private DeviceConfigStatus resting() {
    String message = "spec.suspend is true: the hub is neither read nor written";
    return carried(
        before
            .set(SYNCED, Status.UNKNOWN, SUSPENDED, message)
            .set(CONVERGED, Status.UNKNOWN, SUSPENDED, message)
            .ready(SUSPENDED, message));
  }

  private DeviceConfigStatus refused(DevicePlan.Refuse refuse) {
    return carried(
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
    return carried(
        wait.terminal()
            ? blind.stalled(wait.reason(), wait.message())
            : blind.reconciling(wait.reason(), wait.message()));
  }

  private Optional<DeviceConfigStatus> failed(DevicePlan.Patch patch, HubFailure failure) {
    Evaluation evaluation = patch.evaluation();
    // A correction whose answer was lost is told now: the next pass finds nothing to correct.
    boolean mayBeCorrected =
        failure.effect() == HubFailure.Effect.UNCERTAIN && !evaluation.drifted().isEmpty();
    if (seen.isHubReported() && seen.failing().isBorne(failure) && !mayBeCorrected) {
      return Optional.empty();
    }
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
        carried(
            failure.terminal()
                ? conditions.stalled(failure.reason(), failure.message())
                : conditions.reconciling(failure.reason(), failure.message())));
  }

  private DeviceConfigStatus patched(DevicePlan.Patch patch, DeviceOutcome.Patched done) {
    Evaluation old = patch.evaluation();
    Evaluation now =
        new Evaluation(done.twin(), old.held(), List.of(), old.kept(), old.conflicts());
    DeviceConfigStatus status = compared(now, Written.YES, old.drifted());
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
    return compared(evaluation, written, List.of());
  }

  private DeviceConfigStatus compared(
      Evaluation evaluation, Written written, List<LeafPath> rewritten) {
    Twin twin = evaluation.twin();
    List<LeafConvergence> leaves =
        LeafReport.of(
            twin, evaluation.held(), ConvergencePolicy.of(seen.spec()), Waits.of(seen, rewritten));
    List<LeafConvergence> removed = Removals.of(seen, twin);
    Conditions conditions = synced(undrifted(written), evaluation);
    conditions =
        Readiness.of(
                leaves, removed.size(), evaluation.conflicts(), seen.spec().readyWhenOrDefault())
            .apply(conditions);
    return speakingOfThisSpec()
        .conditions(conditions.list())
        .desiredVersion(twin.desiredVersion())
        .reportedVersion(twin.reportedVersion())
        .etag(twin.etag())
        .connectionState(
            twin.connectionState() == ConnectionState.CONNECTED ? "Connected" : "Disconnected")
        .managed(ManagedLeaves.toStatus(managed(evaluation)))
        .convergence(LeafReport.shown(leaves, removed))
        .conflicts(shown(evaluation.conflicts()))
        .mirror(Mirror.of(twin.reported(), MirrorPolicy.of(seen.spec()), seen.now()))
        .build();
  }

  /** What was corrected stays readable until the spec changes or there is something newer. */
  private Conditions undrifted(Written written) {
    Optional<Condition> told = before.find(DRIFTED).filter(drifted -> seen.isGenerationReported());
    if (written == Written.NO && told.filter(DeviceReport::isCorrected).isPresent()) {
      return before;
    }
    return told.filter(drifted -> written == Written.NO && isTrue(drifted))
        .map(drifted -> before.set(DRIFTED, Status.FALSE, CORRECTED, setBack(drifted)))
        .orElseGet(
            () ->
                before.set(DRIFTED, Status.FALSE, "NoDrift", "the twin has what was last applied"));
  }

  private static boolean isCorrected(Condition drifted) {
    return CORRECTED.equals(drifted.getReason());
  }

  private static boolean isTrue(Condition condition) {
    return Status.TRUE.word().equals(condition.getStatus());
  }

  private static String setBack(Condition drifted) {
    return "the twin has what was last applied again; before, " + drifted.getMessage();
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

  /** The message of {@code Synced} says how many there are. */
  private static @Nullable List<LeafConflict> shown(List<LeafConflict> conflicts) {
    return conflicts.isEmpty()
        ? null
        : conflicts.subList(0, Math.min(MAX_CONFLICTS, conflicts.size()));
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

  /** The status so far with other conditions: nothing new is known of the twin. */
  private DeviceConfigStatus carried(Conditions conditions) {
    return speakingOfThisSpec().conditions(conditions.list()).build();
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
