package io.twinoperator.fleetrollout;

import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.ClaimedDevice;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.FailureSample;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.HubOperations;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.Phase;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.Plan;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.PlannedWave;
import io.twinoperator.fleetrollout.RolloutPass.Result;
import io.twinoperator.fleetrollout.decide.ProgressView;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Standing;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.reconcile.MeaningfulChange;
import io.twinoperator.status.Conditions;
import io.twinoperator.status.Conditions.Status;
import io.twinoperator.time.GoDuration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
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
    Conditions conditions = conditions(result.standing());
    return result
        .ledger()
        .map(ledger -> full(conditions, ledger, result))
        .orElseGet(() -> brief(conditions, Phase.Pending, result.standing().message()));
  }

  /**
   * The status of a rollout that cannot go on before a person acts; what was known before stays.
   */
  FleetRolloutStatus stalled(String reason, String message) {
    return keeping(previous().stalled(reason, message), message);
  }

  /** The status of a rollout that waits for something that may come by itself. */
  FleetRolloutStatus waiting(String reason, String message) {
    return keeping(previous().reconciling(reason, message), message);
  }

  /**
   * Whether a status says something that the one before did not; a new estimate or a later reading
   * alone does not.
   */
  static boolean isNews(@Nullable FleetRolloutStatus before, FleetRolloutStatus after) {
    return before == null || !withoutTimes(before).equals(withoutTimes(after));
  }

  private static FleetRolloutStatus withoutTimes(FleetRolloutStatus status) {
    return new FleetRolloutStatus(
        status.conditions(),
        status.observedGeneration(),
        status.lastHandledReconcileAt(),
        status.phase(),
        status.message(),
        status.revision(),
        status.plan(),
        status.counts(),
        null,
        status.currentWave(),
        status.waves(),
        status.jobs(),
        status.claimed(),
        status.failureSamples(),
        null);
  }

  private Conditions previous() {
    FleetRolloutStatus before = rollout.getStatus();
    return Conditions.from(
        before == null ? null : before.conditions(), rollout.getMetadata().getGeneration(), now);
  }

  private FleetRolloutStatus keeping(Conditions conditions, String message) {
    FleetRolloutStatus before = rollout.getStatus();
    if (before == null) {
      return brief(conditions, Phase.Pending, message);
    }
    return new FleetRolloutStatus(
        conditions.list(),
        rollout.getMetadata().getGeneration(),
        MeaningfulChange.reconcileRequest(rollout),
        before.phase(),
        message,
        before.revision(),
        before.plan(),
        before.counts(),
        before.countsObservedAt(),
        before.currentWave(),
        before.waves(),
        before.jobs(),
        before.claimed(),
        before.failureSamples(),
        before.eta());
  }

  private FleetRolloutStatus brief(Conditions conditions, Phase phase, String message) {
    return new FleetRolloutStatus(
        conditions.list(),
        rollout.getMetadata().getGeneration(),
        MeaningfulChange.reconcileRequest(rollout),
        phase,
        message,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private FleetRolloutStatus full(Conditions conditions, Ledger ledger, Result result) {
    ProgressView view = new ProgressView(ledger, result.jobs(), now);
    return new FleetRolloutStatus(
        conditions.list(),
        rollout.getMetadata().getGeneration(),
        MeaningfulChange.reconcileRequest(rollout),
        phase(result.standing().stage()),
        result.standing().message(),
        ledger.plan().revision(),
        plan(ledger.plan()),
        view.counts(),
        now.toString(),
        view.currentWave().orElse(null),
        view.waves(),
        view.jobs(),
        claimed(ledger),
        failures(ledger),
        view.eta().map(Instant::toString).orElse(null));
  }

  private static Plan plan(RolloutPlan plan) {
    RolloutPlan.Forecast forecast = plan.forecast();
    return new Plan(
        plan.digest(),
        plan.computedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
        plan.members().size(),
        forecast.alreadyEqual(),
        forecast.claimed(),
        forecast.offline(),
        plan.waves().stream().map(w -> new PlannedWave(w.name(), w.devices())).toList(),
        new HubOperations(
            forecast.jobs(), forecast.twinWrites(), forecast.twinReads(), forecast.queries()),
        GoDuration.format(forecast.duration()));
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
        ledger.progress().failures().stream()
            .map(
                sample ->
                    new FailureSample(
                        deviceId(ledger, sample.member()),
                        pascal(ProgressView.state(ledger, sample.member())),
                        sample.path().orElse(null),
                        sample.code().orElse(null),
                        sample.message().orElse(null)))
            .toList());
  }

  private static String deviceId(Ledger ledger, int member) {
    return ledger.plan().members().get(member).deviceId();
  }

  private static <T> @Nullable List<T> orNull(List<T> list) {
    return list.isEmpty() ? null : list;
  }

  /** A state as Kubernetes writes words: {@code TIMED_OUT} becomes {@code TimedOut}. */
  private static String pascal(MemberState state) {
    StringBuilder text = new StringBuilder();
    boolean starts = true;
    for (char letter : state.name().toCharArray()) {
      if (letter != '_') {
        text.append(starts ? letter : Character.toLowerCase(letter));
      }
      starts = letter == '_';
    }
    return text.toString();
  }

  private static Phase phase(Stage stage) {
    return switch (stage) {
      case INVALID_SELECTOR, NO_MEMBERS -> Phase.Pending;
      case PLANNED -> Phase.Planned;
      case PROGRESSING, WAITING -> Phase.Progressing;
      case PAUSED_BY_SPEC, PAUSED_BY_HUB, PAUSED_BY_BREACH -> Phase.Paused;
      case ABORTING -> Phase.Aborting;
      case ABORTED -> Phase.Aborted;
      case SUCCEEDED_WITH_STRAGGLERS -> Phase.SucceededWithStragglers;
      case SUCCEEDED, NOTHING_TO_DO -> Phase.Succeeded;
    };
  }

  private Conditions conditions(Standing standing) {
    Conditions before = previous();
    String message = standing.message();
    return switch (standing.stage()) {
      case INVALID_SELECTOR -> before.stalled("InvalidSelector", message);
      case NO_MEMBERS -> before.reconciling("SelectorEmpty", message);
      case PLANNED -> before.ready("Planned", message);
      case PROGRESSING -> before.reconciling("Progressing", message);
      case WAITING -> before.reconciling("WaitingForHub", message);
      case PAUSED_BY_SPEC ->
          before
              .set(Conditions.READY, Status.FALSE, "Paused", message)
              .clear(Conditions.RECONCILING)
              .clear(Conditions.STALLED);
      case PAUSED_BY_HUB -> before.reconciling("HubSuspended", message);
      case PAUSED_BY_BREACH -> before.stalled("FailurePolicyBreached", message);
      case ABORTING -> before.reconciling("Aborting", message);
      case ABORTED -> before.ready("Aborted", message);
      case SUCCEEDED_WITH_STRAGGLERS -> before.ready("SucceededWithStragglers", message);
      case SUCCEEDED -> before.ready("Succeeded", message);
      case NOTHING_TO_DO -> before.ready("NothingToDo", message);
    };
  }
}
