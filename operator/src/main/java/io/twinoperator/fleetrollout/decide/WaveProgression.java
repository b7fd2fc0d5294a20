package io.twinoperator.fleetrollout.decide;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.State;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.Progress.Accepted;
import io.twinoperator.fleetrollout.ledger.Progress.Breach;
import io.twinoperator.fleetrollout.ledger.Progress.WaveProgress;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.PlannedWave;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Moves a rollout from wave to wave: start, evidence, soak, success; and stops it at a wave that
 * misses its threshold.
 */
final class WaveProgression {
  private final Draft draft;
  private final RolloutObservation seen;

  WaveProgression(Draft draft, RolloutObservation seen) {
    this.draft = draft;
    this.seen = seen;
  }

  /** Judges the current wave, and those after it as far as they are done too. */
  void advance(Release release) {
    boolean moved = true;
    while (moved && draft.breach().isEmpty()) {
      moved = draft.currentWave().filter(wave -> advance(wave, release)).isPresent();
    }
  }

  /** Judges one wave; true if it is done. */
  private boolean advance(int wave, Release release) {
    start(wave);
    Tally tally = draft.tally(wave);
    PlannedWave planned = draft.plan().waves().get(wave);
    int accepted = draft.accepted().wave() == wave ? draft.accepted().failedInWave() : 0;
    return switch (WaveJudge.judge(planned, tally, accepted)) {
      case UNDER_WAY -> notYet(wave);
      case MISSES -> {
        breach(WaveJudge.describeMiss(planned, tally));
        yield false;
      }
      case MEETS -> soak(wave, planned);
      case LACKS_EVIDENCE -> withoutEvidence(wave, tally, release);
    };
  }

  private void start(int wave) {
    WaveProgress progress = draft.wave(wave);
    if (progress.startedAt().isEmpty()) {
      draft
          .membersOf(wave)
          .filter(member -> draft.state(member) == MemberState.DEFERRED)
          .forEach(member -> draft.settle(member, MemberState.PENDING)); // Its turn only comes now.
      draft.wave(
          wave,
          new WaveProgress(Optional.of(seen.now()), Optional.empty(), Optional.empty(), false));
    }
  }

  private boolean notYet(int wave) {
    WaveProgress progress = draft.wave(wave);
    if (progress.convergedSince().isPresent()) {
      draft.note("wave %s: its soak starts anew".formatted(draft.waveName(wave)));
      draft.wave(
          wave, new WaveProgress(progress.startedAt(), Optional.empty(), Optional.empty(), false));
    }
    return false;
  }

  private boolean soak(int wave, PlannedWave planned) {
    WaveProgress progress = draft.wave(wave);
    Instant since = progress.convergedSince().orElse(seen.now());
    Instant until = since.plus(planned.soak());
    boolean done = !seen.now().isBefore(until);
    if (progress.convergedSince().isEmpty() && !done) {
      draft.note("wave %s converged; soak until %s".formatted(planned.name(), until));
    }
    complete(wave, Optional.of(since), done, true);
    return done;
  }

  private void complete(int wave, Optional<Instant> since, boolean done, boolean evidence) {
    draft.wave(
        wave,
        new WaveProgress(
            draft.wave(wave).startedAt(),
            since,
            done ? Optional.of(seen.now()) : Optional.empty(),
            evidence));
    if (done) {
      draft.note(
          "wave %s %s"
              .formatted(draft.waveName(wave), evidence ? "succeeded" : "gives no evidence"));
    }
  }

  /** A wave in which too few devices could show whether the change works. */
  private boolean withoutEvidence(int wave, Tally tally, Release release) {
    boolean seenBefore = IntStream.range(0, wave).anyMatch(before -> draft.wave(before).evidence());
    if (seenBefore || nothingLeft()) {
      complete(wave, draft.wave(wave).convergedSince(), true, tally.converged() > 0);
      return true;
    }
    release.reinforce(wave);
    return notYet(wave);
  }

  /** Whether no device is left that could ever give evidence. */
  private boolean nothingLeft() {
    Tally all = draft.tally();
    return all.of(MemberState.PENDING) == 0
        && all.of(MemberState.DEFERRED) == 0
        && all.inFlight() == 0;
  }

  void breach(String criterion) {
    draft.note("stopped: " + criterion);
    draft.breach(new Breach(criterion, seen.now(), seen.generation()));
  }

  /**
   * A person who changes the spec after a breach and lets it run accepts what has failed by now.
   */
  void resumeIfAsked() {
    boolean asked =
        seen.spec().state() == State.Run
            && draft
                .breach()
                .filter(breach -> breach.generation() != seen.generation())
                .isPresent();
    if (asked) {
      Tally tally = draft.tally();
      int wave = draft.currentWave().orElse(-1);
      int failedInWave = wave < 0 ? 0 : draft.tally(wave).failed();
      draft.accept(new Accepted(tally.failed(), tally.converged(), wave, failedInWave));
      draft.note("goes on, as asked; %d failed devices are accepted".formatted(tally.failed()));
    }
  }

  /** When a soak ends; empty if none is under way. */
  Optional<Instant> nextChange() {
    return draft
        .currentWave()
        .flatMap(
            wave ->
                draft
                    .wave(wave)
                    .convergedSince()
                    .map(since -> since.plus(draft.plan().waves().get(wave).soak())));
  }
}
