package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.decide.RolloutDecision.Next;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Standing;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Hindrance;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Restraint;
import io.twinoperator.fleetrollout.ledger.Batch.Lane;
import io.twinoperator.fleetrollout.ledger.Course.Breach;
import io.twinoperator.fleetrollout.ledger.Course.By;
import io.twinoperator.fleetrollout.ledger.Course.Finish;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.Watch;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.time.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Says where a rollout stands at the end of a pass. */
final class Standings {
  static final String PROGRESS_DEADLINE = "ProgressDeadline";

  private static final String NOBODY_SHOWS =
      "; too few of them can show whether the change works, and no other device fits into the wave."
          + " It goes on when one that is away, claimed or excluded is back; else set state to Abort or"
          + " Rollback, and create another FleetRollout";

  private final Draft draft;
  private final RolloutObservation seen;
  private final RolloutSpec spec;
  private final WaveProgression waves;

  Standings(Draft draft, RolloutObservation seen, WaveProgression waves) {
    this.draft = draft;
    this.seen = seen;
    this.spec = seen.spec();
    this.waves = waves;
  }

  private Tally tally() {
    return draft.members().tally();
  }

  Standing planned() {
    return Standing.of(
            Stage.PLANNED,
            "planned for %d devices; state is Plan, so nothing is written"
                .formatted(draft.members().size()))
        .waitingFor("a person: set state to Run to begin");
  }

  Standing paused() {
    return Standing.of(
            Stage.PAUSED_BY_SPEC, "paused, as asked: " + Words.progress(draft) + uncancellable())
        .waitingFor("a person: set state to Run to go on");
  }

  /** What cannot be called back, in words. */
  private String uncancellable() {
    int devices =
        draft.batches().open().stream()
            .filter(batch -> batch.lane() == Lane.JOB)
            .mapToInt(batch -> batch.devices().size())
            .sum();
    return devices == 0
        ? ""
        : "; %d devices are in jobs that may run to their end".formatted(devices);
  }

  Standing hindered() {
    Restraint restraint = seen.restraint().orElseThrow();
    Stage stage =
        switch (restraint.hindrance()) {
          case HELD -> Stage.HELD;
          case FROZEN -> Stage.PAUSED_BY_HUB;
          case INVALID -> Stage.PAUSED_AS_INVALID;
          case BLOCKED -> Stage.BLOCKED;
          case QUEUED -> Stage.QUEUED;
          case INTERRUPTED -> Stage.INTERRUPTED;
        };
    return Standing.of(stage, restraint.why())
        .because(restraint.reason())
        .waitingFor(remover(restraint.hindrance()));
  }

  /** Who or what takes a hindrance away. */
  private static String remover(Hindrance hindrance) {
    return switch (hindrance) {
      case HELD -> "a person: take the annotation away to go on";
      case FROZEN -> "the IoTHub to be resumed";
      case INVALID -> "a person: correct the spec";
      case BLOCKED -> "a person: see the message for who stands against it";
      case QUEUED -> "others to end: see the message for whom";
      case INTERRUPTED -> "a person: approve the plan by approvedPlanDigest, or abort";
    };
  }

  Standing breached() {
    Breach breach = draft.course().breach().orElseThrow();
    return Standing.of(
            Stage.PAUSED_BY_BREACH,
            "stopped by itself: "
                + breach.criterion()
                + ". To go on, exclude the failed devices, or set state to Pause and back to Run,"
                + " which accepts what has failed; to undo, set state to Rollback")
        .waitingFor("a person: go on, abort, or roll back");
  }

  Standing blind() {
    return Standing.of(
            Stage.BLIND, "the hub does not answer: " + seen.blind().orElse("it is not known why"))
        .waitingFor("the hub to answer; no deadline runs meanwhile");
  }

  Standing aborting() {
    if (draft.course().finish().isPresent()) {
      return finished();
    }
    int jobs = draft.batches().open().size();
    return Standing.of(Stage.ABORTING, "aborting: " + Words.progress(draft))
        .waitingFor(
            jobs == 0
                ? "%s to answer, which had been written; no longer than one progressDeadline"
                    .formatted(Words.devices(tally().awaited()))
                : "%s to end, which may be past cancelling"
                    .formatted(jobs == 1 ? "1 job" : jobs + " jobs"));
  }

  Standing rollingBack() {
    int left = tally().of(MemberState.ROLLBACK_PENDING);
    int unwritten =
        (int)
            draft
                .members()
                .in(MemberState.ROLLBACK_PENDING)
                .filter(member -> draft.batches().undoOf(member).isEmpty())
                .count();
    return Standing.of(
            Stage.ROLLING_BACK,
            "rolls back (%s): %s"
                .formatted(
                    draft.course().rollback().orElseThrow().why(), Words.undo(tally(), unwritten)))
        .waitingFor(new Waits(draft, seen.room().slotsTaken()).ofUndo(unwritten, left - unwritten));
  }

  /** Its rollback is asked for, and nobody knows what its devices had before. */
  Standing irreversible() {
    return Standing.of(Stage.INTERRUPTED, LostLedger.SENTENCE).because("LedgerLost");
  }

  /** A rollout that goes on: what it does, or what it waits for. */
  Standing progressing(Optional<Limit> limit) {
    Optional<String> gate = closedGate();
    if (gate.isPresent()) {
      return Standing.of(Stage.GATED, Words.progress(draft) + "; " + gate.get())
          .waitingFor("a person: " + gate.get());
    }
    boolean bakes = draft.course().bake().isPresent();
    Standing standing =
        Standing.of(
                bakes ? Stage.BAKING : Stage.PROGRESSING,
                Words.progress(draft) + (waves.starves() ? NOBODY_SHOWS : ""))
            .until(next())
            .waitingFor(new Waits(draft, seen.room().slotsTaken()).beforeNextStep(limit));
    return waves.starves() ? standing.because("LacksEvidence") : standing;
  }

  /** Why the rest of the current wave is not released: {@code promoteTo} may be moved back. */
  private Optional<String> closedGate() {
    return draft
        .currentWave()
        .filter(
            wave ->
                draft.wave(wave).startedAt().isEmpty()
                    || draft.members().tally(wave).of(MemberState.PENDING) > 0)
        .flatMap(new Gates(draft.plan(), spec.control().promoteTo())::closedFor);
  }

  private Optional<Next> next() {
    return waves
        .soakEnds()
        .map(at -> new Next(at, "SoakElapsed"))
        .or(() -> draft.course().bake().map(bake -> new Next(bakeEnds(), "BakeElapsed")))
        .or(() -> deadline().map(at -> new Next(at, PROGRESS_DEADLINE)));
  }

  /** When the first device runs out of time, once all are released; empty while some are not. */
  private Optional<Instant> deadline() {
    Tally tally = draft.currentWave().map(draft.members()::tally).orElseGet(this::tally);
    if (tally.of(MemberState.PENDING) > 0) {
      return Optional.empty();
    }
    return draft.followed().stream()
        .filter(member -> draft.state(member).standing() == MemberState.Standing.IN_FLIGHT)
        .flatMap(member -> draft.watch(member).stream())
        .map(this::deadline)
        .filter(at -> at.isAfter(seen.now()))
        .min(Instant::compareTo);
  }

  private Instant deadline(Watch watch) {
    Instant last = watch.lastReadAt().orElse(watch.since());
    return last.plus(spec.strategy().progressDeadline().minus(watch.awaited()));
  }

  private Instant bakeEnds() {
    Duration passed =
        draft.course().bake().map(bake -> bake.passed(draft.visibleMillis())).orElse(Duration.ZERO);
    return seen.now().plus(spec.rollback().bakeTime().minus(passed));
  }

  /** How an ended rollout ended, as its devices are now. */
  Standing finished() {
    Finish finish = draft.course().finish().orElseThrow();
    String counts = Words.counts(tally());
    return switch (finish.outcome()) {
      case SUCCEEDED -> succeeded(counts);
      case NOTHING_TO_DO ->
          Standing.of(Stage.NOTHING_TO_DO, "nothing had to be written: " + counts);
      case ALREADY_DONE ->
          Standing.of(
              Stage.ALREADY_DONE,
              "the same was rolled out before, so nothing is written: a rollout runs once; to run"
                  + " it again, give it a new name");
      case ABORTED -> aborted(counts);
      case ROLLED_BACK ->
          Standing.of(
              draft.course().rollback().filter(undo -> undo.by() == By.SPEC).isPresent()
                  ? Stage.ROLLED_BACK
                  : Stage.ROLLED_BACK_BY_BREACH,
              "rolled back (%s): %s"
                  .formatted(
                      draft.course().rollback().orElseThrow().why(), Words.undo(tally(), 0)));
      case ROLLED_BACK_WITH_EXCEPTIONS ->
          Standing.of(
              Stage.ROLLED_BACK_WITH_EXCEPTIONS,
              "rolled back (%s), but not everywhere: %s"
                  .formatted(
                      draft.course().rollback().orElseThrow().why(), Words.undo(tally(), 0)));
    };
  }

  private Standing succeeded(String counts) {
    String deadline = GoDuration.format(spec.offline().stragglerDeadline());
    if (tally().of(MemberState.STRAGGLER) + tally().awaited() > 0) {
      return Standing.of(
              Stage.SUCCEEDED_WITH_STRAGGLERS,
              "%s; the change waits in the twins of the stragglers, which are followed for %s"
                  .formatted(counts, deadline))
          .waitingFor("stragglers to return; the rollout itself is done");
    }
    int expired = tally().of(MemberState.EXPIRED);
    if (expired > 0) {
      return Standing.of(
          Stage.SUCCEEDED_WITH_STRAGGLERS,
          "%s; %s did not come back within %s and %s followed no more; the change waits in %s"
              .formatted(
                  counts,
                  Words.devices(expired),
                  deadline,
                  expired == 1 ? "is" : "are",
                  expired == 1 ? "its twin" : "their twins"));
    }
    return tally().converged() > 0
        ? Standing.of(Stage.SUCCEEDED, counts)
        : Standing.of(Stage.SUCCEEDED, "done, but no device has converged by it: " + counts)
            .because("NothingConverged");
  }

  private Standing aborted(String counts) {
    return draft
        .course()
        .abort()
        .map(
            stop ->
                Standing.of(
                    stop.by() == By.SPEC ? Stage.ABORTED : Stage.ABORTED_BY_BREACH,
                    "aborted (%s): %s%s".formatted(stop.why(), counts, unanswered())))
        .orElseGet(() -> Standing.of(Stage.ABORTED, "aborted: " + counts));
  }

  /** Devices that had their chance to answer after an abort, and did not take it. */
  private String unanswered() {
    int devices = tally().awaited();
    return devices == 0 ? "" : "; %d of them have not answered".formatted(devices);
  }
}
