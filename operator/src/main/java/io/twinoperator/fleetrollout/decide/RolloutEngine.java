package io.twinoperator.fleetrollout.decide;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Scope;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.State;
import io.twinoperator.fleetrollout.decide.FailureJudge.Breached;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Action;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Standing;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Verb;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Hindrance;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Restraint;
import io.twinoperator.fleetrollout.ledger.Batch.Lane;
import io.twinoperator.fleetrollout.ledger.Course.By;
import io.twinoperator.fleetrollout.ledger.Course.Outcome;
import io.twinoperator.fleetrollout.ledger.MemberState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One pass of a rollout, pure: takes in what was read, then asks, in this order: finished? aborted?
 * held? rolled back? paused? invalid? blocked? breached? blind? The first that applies ends the
 * pass; otherwise it judges the waves and releases what may be written.
 */
public final class RolloutEngine {
  private final RolloutObservation seen;
  private final Draft draft;
  private final Decisions decisions;
  private final Standings standings;
  private final JobAccount jobs;
  private final Undoing undoing;
  private final Intake intake;
  private final WaveProgression waves;
  private final Replacements replacements;
  private final Releasing releasing;

  private RolloutEngine(RolloutObservation seen) {
    this.seen = seen;
    this.draft = new Draft(seen.ledger(), seen.now());
    Retries retries = new Retries(draft, seen.spec().strategy().retries());
    MemberJudge judge = new MemberJudge(seen.spec(), seen.marker(), seen.now());
    FailureJudge failures = new FailureJudge(seen.spec().failures());
    this.decisions = new Decisions(draft, seen.spec(), failures);
    this.jobs = new JobAccount(draft, retries);
    this.undoing = new Undoing(draft, seen);
    this.intake = new Intake(draft, seen, judge, retries, undoing);
    this.waves = new WaveProgression(draft, seen.spec(), failures);
    this.replacements = new Replacements(draft, seen.readings(), judge);
    this.releasing = new Releasing(draft, seen, judge, intake, retries, replacements);
    this.standings = new Standings(draft, seen, waves);
  }

  /** Decides one pass. */
  public static RolloutDecision decide(RolloutObservation seen) {
    return new RolloutEngine(seen).decide();
  }

  private RolloutDecision decide() {
    intake.adopt();
    jobs.account(seen.jobs(), seen.since());
    if (seen.blind().isEmpty() && !standsStill()) {
      draft.letDeadlinesRun();
    }
    intake.exclude();
    startRollbackIfAsked();
    intake.readings();
    intake.expire();
    if (seen.spec().control().state() == State.Rollback && draft.course().rollback().isEmpty()) {
      return rest(standings.irreversible());
    }
    if (draft.course().finish().isPresent()) {
      return rest(standings.finished());
    }
    boolean aborts =
        draft.course().rollback().isEmpty()
            && (draft.course().abort().isPresent() || seen.spec().control().state() == State.Abort);
    if (aborts) {
      decisions.abort(By.SPEC, "as asked");
      return abort();
    }
    if (seen.isHinderedBy(Hindrance.HELD)) {
      return stop(standings.hindered());
    }
    return draft.course().rollback().isPresent() ? rollBack() : carryOn();
  }

  private RolloutDecision carryOn() {
    switch (seen.spec().control().state()) {
      case Plan -> {
        return draft.batches().isEmpty() ? rest(standings.planned()) : stop(standings.paused());
      }
      case Pause -> {
        decisions.noteThePause();
        return stop(standings.paused());
      }
      case Run, Abort, Rollback -> {
        Optional<Restraint> hindered = seen.restraint().filter(this::applies);
        return hindered.map(why -> stop(standings.hindered())).orElseGet(this::run);
      }
    }
    throw new IllegalStateException("no such state");
  }

  /** What stands against a rollout that has written already stops it no more. */
  private boolean applies(Restraint restraint) {
    return switch (restraint.hindrance()) {
      case HELD, FROZEN, INVALID -> true;
      case BLOCKED, QUEUED, INTERRUPTED -> draft.batches().isEmpty();
    };
  }

  /** Nobody is blamed for time in which the rollout stands still. */
  private boolean standsStill() {
    if (draft.course().rollback().isPresent() || draft.course().abort().isPresent()) {
      return seen.isHinderedBy(Hindrance.HELD);
    }
    boolean hindered = seen.restraint().filter(this::applies).isPresent();
    return switch (seen.spec().control().state()) {
      case Plan, Pause -> true;
      case Run -> hindered || draft.course().breach().isPresent();
      case Abort, Rollback -> seen.isHinderedBy(Hindrance.HELD);
    };
  }

  private void startRollbackIfAsked() {
    if (seen.spec().control().state() == State.Rollback && !LostLedger.isAllThereIs(draft)) {
      Optional<Integer> wave =
          seen.spec().rollback().scope() == Scope.Wave
              ? draft.course().breach().map(breach -> breach.wave()).filter(index -> index >= 0)
              : Optional.empty();
      decisions.rollBack(By.SPEC, "as asked", wave);
    }
  }

  private RolloutDecision run() {
    decisions.resumeIfAsked(waves.breach().or(decisions::breach));
    if (draft.course().breach().isPresent()) {
      return stop(standings.breached());
    }
    if (seen.blind().isPresent()) {
      return rest(standings.blind());
    }
    waves.start();
    Optional<Breached> breached = decisions.breach().or(() -> waves.advance(replacements));
    if (breached.isEmpty()) {
      return goOn(releasing.run());
    }
    decisions.stop(breached.get());
    if (draft.course().abort().isPresent()) {
      return abort();
    }
    return draft.course().rollback().isPresent() ? rollBack() : stop(standings.breached());
  }

  private RolloutDecision goOn(Optional<Limit> limit) {
    List<Action> actions = new ArrayList<>(jobs.toSubmit(seen.jobs()));
    actions.addAll(patches());
    boolean written =
        draft.currentWave().isEmpty()
            && draft.batches().open().isEmpty()
            && draft.members().tally().of(MemberState.DEFERRED) == 0
            && draft.members().tally().of(MemberState.PENDING) == 0
            && draft.members().tally().inFlight() == 0
            && isEveryLateWriteSeen();
    if (written) {
      decisions.bake();
    }
    if (!written || !decisions.isBaked()) {
      return decision(actions, standings.progressing(limit));
    }
    decisions.finish(draft.batches().isEmpty() ? Outcome.NOTHING_TO_DO : Outcome.SUCCEEDED);
    return rest(standings.finished());
  }

  /** A patch to a device that is away may have been lost; then it is sent again before the end. */
  private boolean isEveryLateWriteSeen() {
    return draft
        .members()
        .in(MemberState.STRAGGLER)
        .allMatch(member -> draft.watch(member).filter(watch -> watch.reads() == 0).isEmpty());
  }

  private RolloutDecision abort() {
    List<Action> actions = jobs.toStop(seen.jobs());
    if (draft.batches().open().isEmpty() && !decisions.awaitsAnswersAfterAbort()) {
      decisions.finish(Outcome.ABORTED);
    }
    return decision(actions, standings.aborting());
  }

  private RolloutDecision rollBack() {
    List<Action> actions = new ArrayList<>(jobs.toStop(seen.jobs()));
    if (seen.isHinderedBy(Hindrance.FROZEN)) {
      return decision(actions, standings.hindered());
    }
    if (seen.blind().isPresent() && seen.readings().isEmpty()) {
      return decision(actions, standings.blind());
    }
    undoing.pack();
    actions.addAll(patches());
    if (Undoing.isDone(draft)) {
      decisions.finish(decisions.rollbackOutcome());
      return decision(actions, standings.finished());
    }
    return decision(actions, standings.rollingBack());
  }

  private List<Action> patches() {
    return draft.batches().added().stream()
        .filter(batch -> batch.lane() == Lane.TWIN_PATCH && draft.batches().isOpen(batch))
        .map(batch -> new Action(Verb.PATCH, batch))
        .toList();
  }

  private RolloutDecision stop(Standing standing) {
    return decision(jobs.toStop(seen.jobs()), standing);
  }

  private RolloutDecision rest(Standing standing) {
    return decision(List.of(), standing);
  }

  private RolloutDecision decision(List<Action> actions, Standing standing) {
    return new RolloutDecision(
        draft.toLedger(),
        draft.batches().added(),
        actions,
        standing,
        draft.notes(),
        new NextPass(draft, seen).after(standing));
  }
}
