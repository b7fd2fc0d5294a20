package io.twinoperator.fleetrollout.decide;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.WaveState;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.WaveStatus;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.Progress.WaveEnd;
import io.twinoperator.fleetrollout.ledger.Progress.WaveProgress;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Gate;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.PlannedWave;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One wave as status shows it. */
final class WaveView {
  private final Draft draft;
  private final Gates gates;
  private final Stage stage;
  private final FailureJudge failures;

  WaveView(Draft draft, RolloutSpec spec, Stage stage, FailureJudge failures) {
    this.draft = draft;
    this.gates = new Gates(draft.plan(), spec.control().promoteTo());
    this.stage = stage;
    this.failures = failures;
  }

  WaveStatus of(int wave) {
    WaveProgress progress = draft.wave(wave);
    PlannedWave planned = draft.plan().waves().get(wave);
    Tally tally = draft.members().tally(wave);
    return new WaveStatus(
        planned.name(),
        state(wave, progress),
        tally.total(),
        tally.converged(),
        failures.failedOf(tally),
        tally.awaited(),
        planned.gate() == Gate.MANUAL ? FleetRolloutSpec.Gate.Manual : null,
        text(progress.startedAt()),
        text(soakUntil(progress, planned)),
        text(progress.completedAt()));
  }

  private WaveState state(int wave, WaveProgress progress) {
    if (draft.members().tally(wave).total() == 0) {
      return WaveState.Empty;
    }
    if (progress.completedAt().isPresent()) {
      return progress.end().equals(Optional.of(WaveEnd.SUCCEEDED))
          ? WaveState.Succeeded
          : WaveState.NoEvidence;
    }
    if (draft.course().breach().filter(breach -> breach.wave() == wave).isPresent()) {
      return WaveState.Breached;
    }
    if (progress.startedAt().isPresent()) {
      return underWay(wave, progress);
    }
    boolean isNext = draft.currentWave().equals(Optional.of(wave));
    return isNext && isGated(wave) ? WaveState.Gated : WaveState.Pending;
  }

  /** A wave that has begun and is not done. */
  private WaveState underWay(int wave, WaveProgress progress) {
    if (releasesNoMore(stage)) {
      return WaveState.Stopped;
    }
    if (isPaused(stage)) {
      return WaveState.Paused;
    }
    boolean waits = draft.members().tally(wave).of(MemberState.PENDING) > 0;
    if (waits && isGated(wave)) {
      return WaveState.Gated;
    }
    return progress.soak().isPresent() ? WaveState.Soaking : WaveState.Progressing;
  }

  private boolean isGated(int wave) {
    return !releasesNoMore(stage) && gates.closedFor(wave).isPresent();
  }

  /** Whether the rollout was called off, so that no wave goes on. */
  static boolean releasesNoMore(Stage stage) {
    return switch (stage) {
      case ABORTING,
          ABORTED,
          ABORTED_BY_BREACH,
          ROLLING_BACK,
          ROLLED_BACK,
          ROLLED_BACK_BY_BREACH,
          ROLLED_BACK_WITH_EXCEPTIONS ->
          true;
      case WAITING,
          UNPLANNABLE,
          PLANNED,
          BLOCKED,
          QUEUED,
          INTERRUPTED,
          PROGRESSING,
          BLIND,
          GATED,
          PAUSED_BY_SPEC,
          HELD,
          PAUSED_BY_HUB,
          PAUSED_AS_INVALID,
          PAUSED_BY_BREACH,
          BAKING,
          SUCCEEDED_WITH_STRAGGLERS,
          SUCCEEDED,
          NOTHING_TO_DO,
          ALREADY_DONE ->
          false;
    };
  }

  /** Whether a wave that has begun stands still with the rollout. */
  private static boolean isPaused(Stage stage) {
    return switch (stage) {
      case PAUSED_BY_SPEC, HELD, PAUSED_BY_HUB, PAUSED_AS_INVALID, PAUSED_BY_BREACH, BLOCKED ->
          true;
      case WAITING,
          UNPLANNABLE,
          PLANNED,
          QUEUED,
          INTERRUPTED,
          PROGRESSING,
          BLIND,
          GATED,
          BAKING,
          ABORTING,
          ABORTED,
          ABORTED_BY_BREACH,
          ROLLING_BACK,
          ROLLED_BACK,
          ROLLED_BACK_BY_BREACH,
          ROLLED_BACK_WITH_EXCEPTIONS,
          SUCCEEDED_WITH_STRAGGLERS,
          SUCCEEDED,
          NOTHING_TO_DO,
          ALREADY_DONE ->
          false;
    };
  }

  /** While the rollout stands still its soak does too, and nobody knows when that ends. */
  private Optional<Instant> soakUntil(WaveProgress progress, PlannedWave planned) {
    return progress
        .soak()
        .filter(begun -> stage == Stage.PROGRESSING && progress.completedAt().isEmpty())
        .map(begun -> draft.now().plus(planned.soak()).minus(begun.passed(draft.visibleMillis())));
  }

  private static @Nullable String text(Optional<Instant> time) {
    return time.map(t -> t.truncatedTo(ChronoUnit.SECONDS).toString()).orElse(null);
  }
}
