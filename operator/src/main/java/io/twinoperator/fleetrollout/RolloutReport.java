package io.twinoperator.fleetrollout;

import io.twinoperator.api.v1alpha1.DeviceState;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.State;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.AsideSample;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.ClaimedDevice;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.FailureSample;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.LogEntry;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.NextTransition;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.Phase;
import io.twinoperator.api.v1alpha1.FleetRolloutStatusBuilder;
import io.twinoperator.api.v1alpha1.RolloutConflict;
import io.twinoperator.fleetrollout.RolloutPass.Result;
import io.twinoperator.fleetrollout.decide.ProgressView;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Next;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Standing;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.Progress;
import io.twinoperator.fleetrollout.plan.Conflict;
import io.twinoperator.fleetrollout.report.DeviceQueries;
import io.twinoperator.fleetrollout.report.PlanReport;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.reconcile.MeaningfulChange;
import io.twinoperator.status.Conditions;
import io.twinoperator.status.Conditions.Status;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says in status what a pass came to. Pure; the ledger is the truth and status its projection. */
final class RolloutReport {
  private final FleetRollout rollout;
  private final Instant now;

  RolloutReport(FleetRollout rollout, Instant now) {
    this.rollout = rollout;
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
  }

  /** The status after a pass. */
  FleetRolloutStatus of(Result result) {
    FleetRolloutStatus before = rollout.getStatus();
    Standing standing = result.standing();
    boolean wasOver = before != null && isFinal(before.phase()) && result.ledger().isEmpty();
    if (wasOver && standing.stage() == Stage.ALREADY_DONE) {
      return again(before); // Its ledger has been freed; what was said at its end still holds.
    }
    if (wasOver && standing.stage() == Stage.UNPLANNABLE) {
      return stalled(standing.reason(), standing.message());
    }
    Conditions conditions = conditions(standing, result.spec());
    return result
        .ledger()
        .map(ledger -> full(conditions, ledger, result))
        .orElseGet(() -> brief(conditions, phase(standing.stage()), standing.message()));
  }

  /** The same, said of the spec as it is now. */
  private FleetRolloutStatus again(FleetRolloutStatus before) {
    return before
        .edit()
        .conditions(previous().observed().list())
        .observedGeneration(rollout.getMetadata().getGeneration())
        .lastHandledReconcileAt(MeaningfulChange.reconcileRequest(rollout))
        .build();
  }

  /**
   * The status of a rollout that cannot go on before a person acts; what was known before stays.
   */
  FleetRolloutStatus stalled(String reason, String message) {
    return keeping(previous().stalled(reason, message), Phase.Blocked, message);
  }

  /** The status of a rollout that waits for something that may come by itself. */
  FleetRolloutStatus waiting(String reason, String message) {
    return keeping(previous().reconciling(reason, message), Phase.Pending, message);
  }

  /**
   * Whether a status says something that the one before did not; a later reading, or an estimate
   * that moved a little, alone does not.
   */
  static boolean isNews(@Nullable FleetRolloutStatus before, FleetRolloutStatus after) {
    return StatusNews.between(before, after) != StatusNews.NONE;
  }

  private Conditions previous() {
    FleetRolloutStatus before = rollout.getStatus();
    return Conditions.from(
        before == null ? null : before.conditions(), rollout.getMetadata().getGeneration(), now);
  }

  /**
   * What was known of a plan stays; without one the phase says which of both it is. Nobody knows
   * when anything ends.
   */
  private FleetRolloutStatus keeping(Conditions conditions, Phase unplanned, String message) {
    FleetRolloutStatus before = rollout.getStatus();
    FleetRolloutStatusBuilder known = before == null ? FleetRolloutStatus.builder() : before.edit();
    boolean stays = before != null && (before.plan() != null || isFinal(before.phase()));
    return StatusSize.bounded(
        known
            .phase(stays ? before.phase() : unplanned)
            .conditions(conditions.list())
            .observedGeneration(rollout.getMetadata().getGeneration())
            .lastHandledReconcileAt(MeaningfulChange.reconcileRequest(rollout))
            .message(message)
            .waitingFor(null)
            .nextTransition(null)
            .eta(null)
            .build());
  }

  private FleetRolloutStatus brief(Conditions conditions, Phase phase, String message) {
    return StatusSize.bounded(known(conditions, phase, message).build());
  }

  private FleetRolloutStatusBuilder known(Conditions conditions, Phase phase, String message) {
    return FleetRolloutStatus.builder()
        .conditions(conditions.list())
        .observedGeneration(rollout.getMetadata().getGeneration())
        .lastHandledReconcileAt(MeaningfulChange.reconcileRequest(rollout))
        .phase(phase)
        .message(message);
  }

  private FleetRolloutStatus full(Conditions conditions, Ledger ledger, Result result) {
    Standing standing = result.standing();
    ProgressView view =
        new ProgressView(ledger, result.spec(), standing.stage(), result.jobs(), now);
    return StatusSize.bounded(
        known(conditions, phase(standing.stage()), standing.message())
            .waitingFor(standing.waitingFor().orElse(null))
            .nextTransition(standing.next().map(RolloutReport::next).orElse(null))
            .eta(view.eta().map(RolloutReport::text).orElse(null))
            .revision(ledger.plan().revision())
            .plan(PlanReport.of(ledger.plan()))
            .counts(view.counts())
            .failed(view.failed())
            .countsObservedAt(observedAt(view, standing.stage()))
            .currentWave(view.currentWave().orElse(null))
            .waves(view.waves())
            .jobs(view.jobs())
            .rollback(view.rollback().orElse(null))
            .conflicts(orNull(result.conflicts().stream().map(RolloutReport::conflict).toList()))
            .claimed(claimed(ledger))
            .failureSamples(failures(ledger))
            .asideSamples(aside(ledger))
            .queries(
                DeviceQueries.of(
                    result.spec(), RolloutTriggers.keyOf(rollout), ledger.plan().revision()))
            .eventLog(log(ledger))
            .build());
  }

  private static NextTransition next(Next next) {
    return new NextTransition(text(next.at()), next.reason());
  }

  /** What is awaited is as old as its oldest reading; verdicts stand, if the hub can be read. */
  private @Nullable String observedAt(ProgressView view, Stage stage) {
    FleetRolloutStatus before = rollout.getStatus();
    if (view.oldestReading().isPresent()) {
      return text(view.oldestReading().get());
    }
    return stage == Stage.BLIND && before != null ? before.countsObservedAt() : now.toString();
  }

  private static RolloutConflict conflict(Conflict conflict) {
    return new RolloutConflict(
        conflict.kind(),
        conflict.name(),
        conflict.paths(),
        conflict.unknown().isPresent() ? null : (int) conflict.devices());
  }

  private static @Nullable List<LogEntry> log(Ledger ledger) {
    return orNull(
        ledger.progress().log().stream()
            .map(entry -> new LogEntry(text(entry.at()), entry.type(), entry.text()))
            .toList());
  }

  private static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static @Nullable List<ClaimedDevice> claimed(Ledger ledger) {
    return orNull(
        ledger.progress().claims().stream()
            .map(
                sample ->
                    new ClaimedDevice(
                        deviceId(ledger, sample.member()), sample.owner(), sample.paths()))
            .toList());
  }

  private static @Nullable List<FailureSample> failures(Ledger ledger) {
    return orNull(
        samples(ledger, standing -> standing != MemberState.Standing.ASIDE)
            .map(
                sample ->
                    new FailureSample(
                        deviceId(ledger, sample.member()),
                        shown(ledger, sample),
                        sample.path().orElse(null),
                        sample.code().orElse(null),
                        sample.message().orElse(null)))
            .toList());
  }

  private static @Nullable List<AsideSample> aside(Ledger ledger) {
    return orNull(
        samples(ledger, standing -> standing == MemberState.Standing.ASIDE)
            .map(
                sample ->
                    new AsideSample(
                        deviceId(ledger, sample.member()),
                        shown(ledger, sample),
                        sample.path().orElse(null),
                        sample.message().orElse(null)))
            .toList());
  }

  private static Stream<Progress.FailureSample> samples(
      Ledger ledger, Predicate<MemberState.Standing> which) {
    return ledger.progress().failures().stream()
        .filter(sample -> which.test(ProgressView.state(ledger, sample.member()).standing()));
  }

  private static DeviceState shown(Ledger ledger, Progress.FailureSample sample) {
    return ProgressView.shown(ProgressView.state(ledger, sample.member()));
  }

  private static String deviceId(Ledger ledger, int member) {
    return ledger.plan().members().get(member).deviceId();
  }

  private static <T> @Nullable List<T> orNull(List<T> list) {
    return list.isEmpty() ? null : list;
  }

  /** Whether a rollout in this phase writes nothing more unless it is asked to roll back. */
  static boolean isFinal(@Nullable Phase phase) {
    return phase == Phase.Aborted
        || phase == Phase.Succeeded
        || phase == Phase.SucceededWithStragglers
        || phase == Phase.RolledBack
        || phase == Phase.RolledBackWithExceptions;
  }

  private static Phase phase(Stage stage) {
    return switch (stage) {
      case WAITING -> Phase.Pending;
      case PLANNED -> Phase.Planned;
      case UNPLANNABLE, BLOCKED, INTERRUPTED -> Phase.Blocked;
      case QUEUED -> Phase.Queued;
      case PROGRESSING, BLIND, GATED -> Phase.Progressing;
      case PAUSED_BY_SPEC, HELD, PAUSED_BY_HUB, PAUSED_AS_INVALID, PAUSED_BY_BREACH -> Phase.Paused;
      case BAKING -> Phase.Baking;
      case ABORTING -> Phase.Aborting;
      case ABORTED, ABORTED_BY_BREACH -> Phase.Aborted;
      case ROLLING_BACK -> Phase.RollingBack;
      case ROLLED_BACK, ROLLED_BACK_BY_BREACH -> Phase.RolledBack;
      case ROLLED_BACK_WITH_EXCEPTIONS -> Phase.RolledBackWithExceptions;
      case SUCCEEDED_WITH_STRAGGLERS -> Phase.SucceededWithStragglers;
      case SUCCEEDED, NOTHING_TO_DO, ALREADY_DONE -> Phase.Succeeded;
    };
  }

  private Conditions conditions(Standing standing, RolloutSpec spec) {
    Conditions before = previous();
    String message = standing.message();
    String reason = standing.reason();
    return switch (standing.stage()) {
      case UNPLANNABLE,
          BLOCKED,
          INTERRUPTED,
          PAUSED_AS_INVALID,
          PAUSED_BY_BREACH,
          ABORTED_BY_BREACH,
          ROLLED_BACK_BY_BREACH,
          ROLLED_BACK_WITH_EXCEPTIONS ->
          before.stalled(reason, message);
      case WAITING,
          QUEUED,
          PROGRESSING,
          BLIND,
          GATED,
          BAKING,
          PAUSED_BY_HUB,
          ABORTING,
          ROLLING_BACK ->
          before.reconciling(reason, message);
      case PLANNED ->
          spec.control().state() == State.Plan
              ? before.ready(reason, message)
              : before.reconciling(reason, message);
      case ABORTED,
          ROLLED_BACK,
          SUCCEEDED_WITH_STRAGGLERS,
          SUCCEEDED,
          NOTHING_TO_DO,
          ALREADY_DONE ->
          before.ready(reason, message);
      case PAUSED_BY_SPEC, HELD -> asAskedFor(before, reason, message);
    };
  }

  /** Not ready, and nobody has to do anything. */
  private static Conditions asAskedFor(Conditions before, String reason, String message) {
    return before
        .set(Conditions.READY, Status.FALSE, reason, message)
        .clear(Conditions.RECONCILING)
        .clear(Conditions.STALLED);
  }
}
