package io.twinoperator.fleetrollout.decide;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.State;
import io.twinoperator.fleetrollout.decide.MemberJudge.Case;
import io.twinoperator.fleetrollout.decide.MemberJudge.Verdict;
import io.twinoperator.fleetrollout.decide.RolloutDecision.JobAction;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Standing;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Reading;
import io.twinoperator.fleetrollout.ledger.Chunk;
import io.twinoperator.fleetrollout.ledger.Chunk.ChunkDevice;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.Progress.ChunkProgress;
import io.twinoperator.fleetrollout.ledger.Progress.FailureSample;
import io.twinoperator.fleetrollout.ledger.Progress.Watch;
import io.twinoperator.twin.ConnectionState;
import io.twinoperator.twin.LeafPath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One pass of a rollout, pure: takes in what was read, then asks, in this order: finished? aborted?
 * planned only? paused? breached? blind? The first that applies ends the pass; otherwise it
 * releases what may be written, and judges the waves.
 */
public final class RolloutEngine {
  private static final Duration JOB_POLL = Duration.ofSeconds(2);
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration VERIFY = Duration.ofMinutes(1);
  private static final Duration AT_REST = Duration.ofMinutes(5);

  /** While the hub does not answer, so that a hub in trouble is not asked all the time. */
  private static final Duration WHILE_BLIND = Duration.ofSeconds(5);

  /** What is longer than this between two readings is blindness: no device is blamed for it. */
  private static final Duration LONGEST_AWAITED = Duration.ofSeconds(65);

  private final RolloutObservation seen;
  private final Draft draft;
  private final MemberJudge judge;
  private final JobAccount jobs;
  private final WaveProgression waves;
  private final List<String> converged = new ArrayList<>();

  private RolloutEngine(RolloutObservation seen) {
    this.seen = seen;
    this.draft = new Draft(seen.ledger());
    this.judge = new MemberJudge(seen.spec(), seen.now());
    this.jobs = new JobAccount(draft, seen.now());
    this.waves = new WaveProgression(draft, seen);
  }

  /** Decides one pass. */
  public static RolloutDecision decide(RolloutObservation seen) {
    return new RolloutEngine(seen).decide();
  }

  /** Accounts for a chunk whose job the hub refused to create: none of its devices was written. */
  public static Ledger refused(Ledger ledger, Chunk chunk, String words) {
    Draft draft = new Draft(ledger);
    for (ChunkDevice device : chunk.devices()) {
      draft.settle(device.member(), MemberState.WRITE_FAILED);
      draft.sample(
          new FailureSample(
              device.member(), Optional.empty(), Optional.empty(), Optional.of(words)));
    }
    draft.close(chunk, ChunkProgress.ENDED);
    return draft.toLedger();
  }

  private RolloutDecision decide() {
    jobs.adopt();
    jobs.account(seen.jobs());
    seen.readings().forEach(this::takeIn);
    if (!converged.isEmpty()) {
      draft.note(Words.list(converged) + " converged");
    }
    if (draft.finishedAt().isPresent()) {
      return rest(finished(draft.tally()));
    }
    State asked = draft.abortedAt().isPresent() ? State.Abort : seen.spec().state();
    return switch (asked) {
      case Abort -> abort();
      case Plan -> nothingWritten() ? rest(planned()) : stop(pausedBySpec());
      case Pause -> stop(pausedBySpec());
      case Run -> run();
    };
  }

  private void takeIn(int member, Reading reading) {
    MemberState state = draft.state(member);
    if (state == MemberState.CONVERGED) {
      draft.verified(member);
      verify(member, reading);
    } else if (state == MemberState.DEFERRED || state == MemberState.PENDING) {
      draft
          .watch(member)
          .ifPresent(watch -> draft.follow(member, state, read(watch, Duration.ZERO)));
    } else {
      draft.watch(member).ifPresent(watch -> judgeFollowed(member, watch, reading));
    }
  }

  private void judgeFollowed(int member, Watch watch, Reading reading) {
    Case known = asCase(member, watch, draft.chunkOf(member));
    boolean mayAnswer = isOnline(reading) && known.jobEnded() && !standsStill();
    Watch after = read(watch, mayAnswer ? awaitedSince(watch) : Duration.ZERO);
    apply(member, judge.judge(known.with(after), reading.twin()), after);
  }

  private void verify(int member, Reading reading) {
    Watch watch = Watch.from(seen.now(), 0);
    Verdict verdict = judge.judge(asCase(member, watch, draft.chunkOf(member)), reading.twin());
    if (verdict.state() != MemberState.CONVERGED
        && verdict.state() != MemberState.ALREADY_CONVERGED) {
      apply(member, verdict, watch);
    }
  }

  private Case asCase(int member, Watch watch, Optional<Chunk> chunk) {
    ChunkDevice device =
        chunk
            .flatMap(found -> ChunkPacker.deviceIn(found, member))
            .orElseGet(() -> new ChunkDevice(member, draft.deviceId(member), 0, List.of()));
    boolean ended = chunk.filter(draft::isOpen).isEmpty();
    return new Case(draft.state(member), watch, chunk, device, ended);
  }

  private void apply(int member, Verdict verdict, Watch watch) {
    MemberState before = draft.state(member);
    switch (verdict.state().standing()) {
      case SUCCESS -> draft.settle(member, verdict.state());
      case IN_FLIGHT, FAILURE, WAITING -> draft.follow(member, verdict.state(), watch);
      case ASIDE -> {
        if (verdict.state() == MemberState.STRAGGLER) {
          draft.follow(member, verdict.state(), watch);
        } else {
          draft.settle(member, verdict.state());
        }
      }
    }
    if (verdict.state().standing() == MemberState.Standing.FAILURE) {
      draft.sample(
          new FailureSample(
              member, verdict.path().map(LeafPath::toString), verdict.code(), verdict.words()));
    }
    if (before != verdict.state() && verdict.state() == MemberState.CONVERGED) {
      converged.add(draft.deviceId(member));
    } else if (before != verdict.state()) {
      draft.note(describe(member, verdict));
    }
  }

  private String describe(int member, Verdict verdict) {
    StringBuilder text = new StringBuilder(draft.deviceId(member));
    text.append(": ").append(Words.of(verdict.state()));
    verdict.path().ifPresent(path -> text.append(", ").append(path));
    verdict.code().ifPresent(code -> text.append(", code ").append(code));
    verdict.words().ifPresent(words -> text.append(", ").append(words));
    return text.toString();
  }

  private static boolean isOnline(Reading reading) {
    return reading
        .twin()
        .filter(twin -> twin.connectionState() == ConnectionState.CONNECTED)
        .isPresent();
  }

  /** Nobody is blamed for time in which the rollout stands still. */
  private boolean standsStill() {
    return switch (seen.spec().state()) {
      case Plan, Pause -> true;
      case Run -> draft.breach().isPresent();
      case Abort -> false;
    };
  }

  /** Of a long gap between two readings only so much is known to have been time to answer. */
  private Duration awaitedSince(Watch watch) {
    Instant from = watch.lastReadAt().orElse(watch.since());
    Duration passed = Duration.between(from, seen.now());
    return passed.compareTo(LONGEST_AWAITED) <= 0 ? passed : LONGEST_AWAITED;
  }

  private Watch read(Watch watch, Duration awaited) {
    return new Watch(
        watch.since(),
        Optional.of(seen.now()),
        watch.reads() + 1,
        watch.awaited().plus(awaited),
        watch.attempts());
  }

  /** There is no way back from an abort, whatever the spec says later. */
  private RolloutDecision abort() {
    draft.abort(seen.now());
    return stop(abortStanding());
  }

  private RolloutDecision run() {
    Optional<Standing> stopped = breach();
    if (stopped.isPresent()) {
      return stop(stopped.get());
    }
    if (seen.blind().isPresent()) {
      return rest(new Standing(Stage.WAITING, "the hub does not answer: " + seen.blind().get()));
    }
    Release release = new Release(draft, seen, judge, jobs);
    release.run();
    waves.advance(release);
    return breach().map(this::stop).orElseGet(this::goOn);
  }

  /** Why the rollout has stopped by itself, or stops now; empty while it may go on. */
  private Optional<Standing> breach() {
    waves.resumeIfAsked();
    if (draft.breach().isEmpty()) {
      FailureJudge.breach(draft.tally(), seen.spec(), draft.accepted()).ifPresent(waves::breach);
    }
    return draft
        .breach()
        .map(
            breach ->
                new Standing(
                    Stage.PAUSED_BY_BREACH,
                    "stopped by itself: "
                        + breach.criterion()
                        + ". To go on, raise maxFailures, or set state to Pause and back to Run"));
  }

  private RolloutDecision goOn() {
    List<JobAction> submit = jobs.toSubmit(seen.jobs());
    Tally tally = draft.tally();
    boolean done =
        draft.currentWave().isEmpty()
            && draft.openChunks().isEmpty()
            && tally.of(MemberState.DEFERRED) == 0
            && tally.of(MemberState.PENDING) == 0
            && tally.inFlight() == 0;
    if (!done) {
      return decision(submit, new Standing(Stage.PROGRESSING, Words.progress(draft, tally)));
    }
    draft.note("finished: " + Words.counts(tally));
    draft.finish(seen.now());
    return rest(finished(tally));
  }

  private static Standing finished(Tally tally) {
    if (tally.of(MemberState.STRAGGLER) + tally.inFlight() > 0) {
      return new Standing(
          Stage.SUCCEEDED_WITH_STRAGGLERS,
          Words.counts(tally) + "; the change waits in the twins of the stragglers");
    }
    return tally.converged() == 0 && tally.failed() == 0
        ? new Standing(Stage.NOTHING_TO_DO, "nothing had to be written: " + Words.counts(tally))
        : new Standing(Stage.SUCCEEDED, Words.counts(tally));
  }

  private boolean nothingWritten() {
    return draft.allChunks().isEmpty();
  }

  private Standing planned() {
    return new Standing(
        Stage.PLANNED, "planned for %d devices; state is Plan".formatted(draft.size()));
  }

  private Standing pausedBySpec() {
    return new Standing(Stage.PAUSED_BY_SPEC, "paused, as asked: " + Words.counts(draft.tally()));
  }

  private Standing abortStanding() {
    return draft.openChunks().isEmpty()
        ? new Standing(Stage.ABORTED, "aborted, as asked: " + Words.counts(draft.tally()))
        : new Standing(
            Stage.ABORTING,
            "aborting: waiting for %d job(s) that cannot be cancelled"
                .formatted(draft.openChunks().size()));
  }

  private RolloutDecision stop(Standing standing) {
    List<JobAction> actions = jobs.toStop(seen.jobs());
    return decision(actions, standing.stage() == Stage.ABORTING ? abortStanding() : standing);
  }

  private RolloutDecision rest(Standing standing) {
    return decision(List.of(), standing);
  }

  private RolloutDecision decision(List<JobAction> actions, Standing standing) {
    return new RolloutDecision(
        draft.toLedger(), draft.added(), actions, standing, draft.notes(), wakeAt(standing));
  }

  private Instant wakeAt(Standing standing) {
    if (seen.blind().isPresent()) {
      return seen.now().plus(WHILE_BLIND);
    }
    boolean releases = draft.hasReleasable() && draft.openChunks().size() < seen.jobSlots();
    Instant latest =
        switch (standing.stage()) {
          case PROGRESSING -> seen.now().plus(releases ? SOON : VERIFY);
          case WAITING -> seen.now().plus(JOB_POLL);
          default -> seen.now().plus(AT_REST);
        };
    if (!draft.openChunks().isEmpty()) {
      latest = earlier(latest, seen.now().plus(JOB_POLL));
    }
    latest = waves.nextChange().map(new Earliest(latest)::or).orElse(latest);
    latest = Reads.nextDue(draft).map(new Earliest(latest)::or).orElse(latest);
    Instant soonest = seen.now().plus(SOON);
    return latest.isBefore(soonest) ? soonest : latest;
  }

  private record Earliest(Instant one) {
    Instant or(Instant other) {
      return earlier(one, other);
    }
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
