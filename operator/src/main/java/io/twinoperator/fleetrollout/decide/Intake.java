package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.decide.MemberJudge.Case;
import io.twinoperator.fleetrollout.decide.MemberJudge.Verdict;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Reading;
import io.twinoperator.fleetrollout.ledger.Batch;
import io.twinoperator.fleetrollout.ledger.Batch.Lane;
import io.twinoperator.fleetrollout.ledger.Batch.Outcome;
import io.twinoperator.fleetrollout.ledger.Batch.Work;
import io.twinoperator.fleetrollout.ledger.Course;
import io.twinoperator.fleetrollout.ledger.Course.Finish;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.MemberState.Standing;
import io.twinoperator.fleetrollout.ledger.Progress.FailureSample;
import io.twinoperator.fleetrollout.ledger.Watch;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Twin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes what was read in a pass into the progress: what each twin says of its member. */
final class Intake {
  private static final String TOO_LATE =
      "the patch took no effect, or the device was created anew; the rollout has ended and does not"
          + " try again";

  private final Draft draft;
  private final RolloutObservation seen;
  private final MemberJudge judge;
  private final Retries retries;
  private final Undoing undoing;
  private final List<String> converged = new ArrayList<>();

  Intake(
      Draft draft, RolloutObservation seen, MemberJudge judge, Retries retries, Undoing undoing) {
    this.draft = draft;
    this.seen = seen;
    this.judge = judge;
    this.retries = retries;
    this.undoing = undoing;
  }

  /**
   * Takes up what the operator was about when it died: devices of batches that the progress does
   * not know are in flight until they are read; patches of passes before have been sent or never
   * will be.
   */
  void adopt() {
    for (Batch batch : draft.batches().unknownToProgress()) {
      draft.handOver(
          batch, batch.work() == Work.UNDO ? MemberState.ROLLBACK_PENDING : MemberState.WRITTEN);
    }
    draft.batches().open().stream()
        .filter(batch -> batch.lane() == Lane.TWIN_PATCH)
        .forEach(batch -> draft.batches().close(batch, Outcome.ENDED));
  }

  /** Members that the spec takes out, or no longer does. */
  void exclude() {
    var excluded = seen.spec().selection().excluded();
    Members members = draft.members();
    for (int member = 0; member < members.size() && !excluded.isEmpty(); member++) {
      MemberState state = draft.state(member);
      boolean applies =
          state.standing() != Standing.UNDOING
              && state.standing() != Standing.UNDONE
              && state != MemberState.GONE
              && state != MemberState.EXCLUDED;
      if (applies && excluded.contains(draft.deviceId(member))) {
        draft.settle(member, MemberState.EXCLUDED);
        draft.tell("Excluded", draft.deviceId(member) + " is taken out by the spec");
      }
    }
    members.in(MemberState.EXCLUDED).boxed().toList().stream()
        .filter(member -> !excluded.contains(draft.deviceId(member)))
        .filter(member -> !hasSucceeded() || isWritten(member))
        .forEach(this::include);
  }

  /** Whether the rollout is over and done, so that nobody gets a turn any more. */
  private boolean hasSucceeded() {
    return draft
        .course()
        .finish()
        .filter(finish -> finish.outcome() == Course.Outcome.SUCCEEDED)
        .isPresent();
  }

  private boolean isWritten(int member) {
    return draft.batches().changeOf(member).isPresent();
  }

  private void include(int member) {
    draft.follow(member, isWritten(member) ? MemberState.WRITTEN : MemberState.PENDING, 0);
    draft.tell("Included", draft.deviceId(member) + " is taken in again by the spec");
  }

  /** Takes in every twin. */
  void readings() {
    draft.verified(seen.verified());
    seen.readings().forEach(this::takeIn);
    if (!converged.isEmpty()) {
      draft.note(Words.list(converged) + " converged");
    }
  }

  private void takeIn(int member, Reading reading) {
    MemberState state = draft.state(member);
    switch (state.standing()) {
      case WAITING -> {}
      case UNDOING -> undoing.takeIn(member, reading);
      case SUCCESS -> verify(member, reading);
      case IN_FLIGHT, AWAY -> judgeFollowed(member, reading);
      case FAILURE -> {
        if (draft.watch(member).isPresent()) {
          judgeFollowed(member, reading); // A late success replaces any failure.
        }
      }
      case ASIDE, UNDONE -> {
        if (state == MemberState.DEFERRED) {
          deferred(member, reading);
        } else if (state == MemberState.CLAIMED) {
          draft.watch(member).ifPresent(watch -> claimed(member, watch));
        } else if (state == MemberState.STRAGGLER) {
          judgeFollowed(member, reading);
        }
      }
    }
  }

  /** A deferred device that is back waits for its turn like all others. */
  private void deferred(int member, Reading reading) {
    Watch watch = draft.watch(member).orElseGet(() -> watchFromNow(0));
    boolean itsTurn =
        draft.currentWave().map(wave -> draft.members().waveOf(member) <= wave).orElse(true);
    boolean isBack = reading.twin().filter(judge::isOnline).isPresent();
    MemberState next = isBack && itsTurn ? MemberState.PENDING : MemberState.DEFERRED;
    draft.follow(member, next, watch.read(seen.now(), draft.visibleMillis()));
    if (next == MemberState.PENDING) {
      draft.note(draft.deviceId(member) + " is back");
    }
  }

  /** A wave waits for it, since nobody else can show anything. */
  private void claimed(int member, Watch watch) {
    if (seen.claimsBefore(member, draft.startedAt()).isEmpty()) {
      draft.settle(member, MemberState.PENDING);
      draft.note(draft.deviceId(member) + " is claimed no more");
    } else {
      draft.keepWatch(member, watch.read(seen.now(), draft.visibleMillis()));
    }
  }

  private void judgeFollowed(int member, Reading reading) {
    Watch watch = draft.watch(member).orElseGet(() -> watchFromNow(1));
    boolean done = isDone(member);
    boolean mayAnswer = done && reading.twin().filter(judge::isExpected).isPresent();
    Watch after =
        mayAnswer
            ? watch.awaited(seen.now(), draft.visibleMillis())
            : watch.read(seen.now(), draft.visibleMillis());
    apply(member, judge.judge(asCase(member, after, done), reading.twin()), after);
  }

  private void verify(int member, Reading reading) {
    Watch watch = watchFromNow(0);
    Verdict verdict = judge.judge(asCase(member, watch, isDone(member)), reading.twin());
    if (verdict.state() != MemberState.CONVERGED
        && verdict.state() != MemberState.ALREADY_CONVERGED) {
      apply(member, verdict, watch);
    }
  }

  private Watch watchFromNow(int attempts) {
    return draft.watchFromNow(attempts);
  }

  private boolean isDone(int member) {
    return draft
        .batches()
        .changeOf(member)
        .filter(write -> draft.batches().isOpen(write.batch()))
        .isEmpty();
  }

  /** What is known of a member. */
  Case asCase(int member, Watch watch, boolean done) {
    return new Case(
        draft.state(member),
        watch,
        draft.batches().changeOf(member),
        draft.batches().beforeOf(member),
        done);
  }

  /** Puts a member where a verdict says. */
  void apply(int member, Verdict verdict, Watch watch) {
    MemberState before = draft.state(member);
    MemberState state = verdict.state();
    if (state == MemberState.PENDING && hasSucceeded()) {
      retries.fail(member, TOO_LATE);
      draft.note(draft.deviceId(member) + ": " + TOO_LATE);
      return;
    }
    if (state == MemberState.PENDING) {
      retries.putBack(member, watch.attempts() - 1);
      draft.note(draft.deviceId(member) + ": the patch took no effect; it is tried again");
      return;
    }
    switch (state.standing()) {
      case SUCCESS, UNDOING, UNDONE -> draft.settle(member, state);
      case IN_FLIGHT, AWAY, FAILURE, WAITING -> draft.follow(member, state, watch);
      case ASIDE -> {
        if (state == MemberState.STRAGGLER) {
          draft.follow(member, state, watch);
        } else {
          draft.settle(member, state);
        }
      }
    }
    if (state.standing() == Standing.FAILURE || isNamedAside(state)) {
      draft.sample(
          new FailureSample(
              member, verdict.path().map(LeafPath::toString), verdict.code(), verdict.words()));
    }
    if (before != state && state == MemberState.CONVERGED) {
      converged.add(draft.deviceId(member));
    } else if (before != state) {
      draft.note(describe(member, verdict));
    }
  }

  private static boolean isNamedAside(MemberState state) {
    return state == MemberState.SUPERSEDED || state == MemberState.GONE;
  }

  private String describe(int member, Verdict verdict) {
    StringBuilder text = new StringBuilder(draft.deviceId(member));
    text.append(": ").append(Words.of(verdict.state()));
    verdict.path().ifPresent(path -> text.append(", ").append(path));
    verdict.code().ifPresent(code -> text.append(", code ").append(code));
    verdict.words().ifPresent(words -> text.append(", ").append(words));
    return text.toString();
  }

  /** Nothing is to be written to a device that is to be; it may or may not have confirmed. */
  void equalAlready(int member, Twin twin) {
    Watch watch = draft.watch(member).orElseGet(() -> watchFromNow(0));
    Case known =
        new Case(
            MemberState.WRITTEN,
            watch,
            draft.batches().changeOf(member),
            draft.batches().beforeOf(member),
            true);
    apply(member, judge.judge(known, Optional.of(twin)), watch);
  }

  /** Stragglers that did not come back in time are followed no more. */
  void expire() {
    Optional<Instant> deadline =
        draft
            .wavesEndedAt()
            .or(() -> draft.course().finish().map(Finish::at))
            .map(ended -> ended.plus(seen.spec().offline().stragglerDeadline()));
    if (deadline.filter(due -> !seen.now().isBefore(due)).isEmpty()) {
      return;
    }
    List<Integer> late = draft.members().in(MemberState.STRAGGLER).boxed().toList();
    late.forEach(member -> draft.settle(member, MemberState.EXPIRED));
    if (!late.isEmpty()) {
      draft.tell("Expired", late.size() + " stragglers did not come back in time");
    }
    draft.followed().stream()
        .filter(member -> draft.state(member).standing() == Standing.FAILURE)
        .forEach(draft::unfollow);
  }
}
