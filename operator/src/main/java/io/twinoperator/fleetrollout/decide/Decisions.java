package io.twinoperator.fleetrollout.decide;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Scope;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.State;
import io.twinoperator.fleetrollout.decide.FailureJudge.Breached;
import io.twinoperator.fleetrollout.ledger.Batch.Lane;
import io.twinoperator.fleetrollout.ledger.Course.Breach;
import io.twinoperator.fleetrollout.ledger.Course.By;
import io.twinoperator.fleetrollout.ledger.Course.Finish;
import io.twinoperator.fleetrollout.ledger.Course.Outcome;
import io.twinoperator.fleetrollout.ledger.Course.Pause;
import io.twinoperator.fleetrollout.ledger.Course.Rollback;
import io.twinoperator.fleetrollout.ledger.Course.Soak;
import io.twinoperator.fleetrollout.ledger.Course.Stop;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.time.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Decides once what is not decided again: breach, abort, rollback, bake and end. */
final class Decisions {
  private final Draft draft;
  private final RolloutSpec spec;
  private final FailureJudge failures;

  Decisions(Draft draft, RolloutSpec spec, FailureJudge failures) {
    this.draft = draft;
    this.spec = spec;
    this.failures = failures;
  }

  /** There is no way back from an abort but a rollback, whatever the spec says later. */
  void abort(By by, String why) {
    if (draft.course().abort().isEmpty()) {
      draft.course(course -> course.with(new Stop(by, draft.now(), why)));
      draft.tell("Aborted", "aborted: " + why);
    }
  }

  /** There is no way back from a rollback at all; one of an ended rollout opens it again. */
  void rollBack(By by, String why, Optional<Integer> onlyWave) {
    if (draft.course().rollback().isPresent()) {
      return;
    }
    int failed = failures.failedOf(draft.members().tally());
    draft.course(course -> course.with(new Rollback(by, draft.now(), why, onlyWave, failed)));
    draft.tell("RollbackStarted", "rolls back: " + why);
    Undoing.begin(draft, spec.change(), onlyWave);
  }

  /** The criterion that the whole rollout breaches. */
  Optional<Breached> breach() {
    return failures.breach(draft.members().unaccepted());
  }

  /** Stops by a breached criterion, in the way that it asks for. */
  void stop(Breached breached) {
    int wave = draft.currentWave().orElse(-1);
    draft.tell("Breached", "stopped: " + breached.criterion());
    draft.course(
        course ->
            course.with(
                Optional.of(
                    new Breach(
                        breached.criterion(), draft.now(), wave, terms(), Pause.NOT_ASKED_FOR))));
    switch (breached.action()) {
      case Pause -> {}
      case Abort -> abort(By.FAILURE_POLICY, breached.criterion());
      case Rollback ->
          rollBack(
              By.FAILURE_POLICY,
              breached.criterion(),
              Optional.of(wave)
                  .filter(index -> index >= 0 && spec.rollback().scope() == Scope.Wave));
    }
  }

  private String terms() {
    return FailureJudge.terms(spec.failures(), spec.selection().excluded(), id -> isMember(id));
  }

  private boolean isMember(String deviceId) {
    return draft.plan().members().stream().anyMatch(member -> member.deviceId().equals(deviceId));
  }

  /** A person who asks for a pause after a breach may go on by Run alone. */
  void noteThePause() {
    draft
        .course()
        .breach()
        .filter(breach -> breach.pause() == Pause.NOT_ASKED_FOR)
        .ifPresent(
            breach -> draft.course(course -> course.with(Optional.of(breach.pausedByHand()))));
  }

  /**
   * A person who changes the limits or the members after a breach, or asks for a pause, and then
   * lets it run, accepts what has failed by now. A change that does not help is used up: what
   * recovers later lets nothing go on by itself.
   *
   * @param still the criterion that is breached by the limits of now too
   */
  void resumeIfAsked(Optional<Breached> still) {
    if (spec.control().state() == State.Run) {
      draft.course().breach().ifPresent(breach -> resumeIfAsked(breach, still));
    }
  }

  private void resumeIfAsked(Breach breach, Optional<Breached> still) {
    String terms = terms();
    boolean changed = !breach.terms().equals(terms);
    if (breach.pause() == Pause.ASKED_FOR || (changed && still.isEmpty())) {
      resume();
    } else if (changed) {
      draft.course(course -> course.with(Optional.of(breach.under(terms))));
    }
  }

  private void resume() {
    draft.members().accept();
    draft.course(course -> course.with(Optional.<Breach>empty()));
    draft.tell(
        "Resumed",
        "goes on, as asked; failures accepted: %d".formatted(draft.members().tally().failed()));
  }

  /** Begins the time after the last wave, once. */
  void bake() {
    Duration time = spec.rollback().bakeTime();
    if (draft.course().bake().isEmpty() && !time.isZero() && !draft.batches().isEmpty()) {
      draft.course(course -> course.with(new Soak(draft.now(), draft.visibleMillis())));
      draft.tell("Baking", "all waves are done; judged on for " + GoDuration.format(time));
    }
  }

  /** Whether that time is over, or there is none. */
  boolean isBaked() {
    return bakeLeft().isZero();
  }

  /** What is left of it. */
  Duration bakeLeft() {
    Duration left =
        draft
            .course()
            .bake()
            .map(bake -> spec.rollback().bakeTime().minus(bake.passed(draft.visibleMillis())))
            .orElse(Duration.ZERO);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /**
   * Whether devices that a job wrote, which could not be called back, are still to answer after an
   * abort; for the time of one progress deadline at most.
   */
  boolean awaitsAnswersAfterAbort() {
    return abortedAt()
            .filter(at -> draft.now().isBefore(at.plus(spec.strategy().progressDeadline())))
            .isPresent()
        && draft.members().awaited().anyMatch(this::wasWrittenByAJob);
  }

  private boolean wasWrittenByAJob(int member) {
    return draft
        .batches()
        .changeOf(member)
        .filter(write -> write.batch().lane() == Lane.JOB)
        .isPresent();
  }

  private Optional<Instant> abortedAt() {
    return draft.course().abort().map(Stop::at);
  }

  /** The rollout ends. */
  void finish(Outcome outcome) {
    if (draft.course().finish().isEmpty()) {
      draft.course(course -> course.with(new Finish(outcome, draft.now())));
      Stream.of(MemberState.DEFERRED, MemberState.CLAIMED)
          .flatMap(state -> draft.members().in(state).boxed().toList().stream())
          .forEach(draft::unfollow);
      draft.tell("Finished", "finished: " + Words.counts(draft.members().tally()));
    }
  }

  /** How a rollback that has come to its end ended. */
  Outcome rollbackOutcome() {
    Members members = draft.members();
    boolean exceptions =
        IntStream.range(0, members.size())
            .mapToObj(members::state)
            .anyMatch(
                state ->
                    state == MemberState.ROLLBACK_SKIPPED
                        || state == MemberState.ROLLBACK_UNCONFIRMED);
    return exceptions ? Outcome.ROLLED_BACK_WITH_EXCEPTIONS : Outcome.ROLLED_BACK;
  }
}
