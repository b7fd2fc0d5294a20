package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.decide.FailureJudge.Breached;
import io.twinoperator.fleetrollout.ledger.Course.Soak;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.Progress.WaveEnd;
import io.twinoperator.fleetrollout.ledger.Progress.WaveProgress;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.PlannedWave;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Tolerance;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.time.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Moves a rollout from wave to wave: start, evidence, soak, success; and finds the wave that misses
 * its threshold.
 */
final class WaveProgression {
  private final Draft draft;
  private final Gates gates;
  private final FailureJudge failures;
  private final RolloutSpec spec;
  private boolean starves;

  WaveProgression(Draft draft, RolloutSpec spec, FailureJudge failures) {
    this.draft = draft;
    this.spec = spec;
    this.failures = failures;
    this.gates = new Gates(draft.plan(), spec.control().promoteTo());
  }

  /** Starts the current wave if it may be released, and says so. */
  void start() {
    draft
        .currentWave()
        .filter(wave -> gates.closedFor(wave).isEmpty())
        .filter(wave -> draft.wave(wave).startedAt().isEmpty())
        .ifPresent(this::start);
  }

  private void start(int wave) {
    // Their turn only comes now; whoever was claimed when the plan was made may be free again.
    Stream.of(MemberState.DEFERRED, MemberState.CLAIMED)
        .flatMap(state -> draft.members().of(wave, state).boxed())
        .toList()
        .forEach(member -> draft.settle(member, MemberState.PENDING));
    draft.wave(wave, progress -> progress.started(draft.now()));
    draft.tell(
        "WaveStarted",
        "wave %s begins: %d devices"
            .formatted(draft.waveName(wave), draft.members().tally(wave).total()));
  }

  /**
   * Judges the current wave, and those after it as far as they are done too.
   *
   * @return the criterion that a wave breaches
   */
  Optional<Breached> advance(Replacements replacements) {
    Optional<Breached> breached = Optional.empty();
    boolean moved = true;
    while (moved) {
      Optional<Integer> wave =
          draft.currentWave().filter(current -> draft.wave(current).startedAt().isPresent());
      breached = wave.flatMap(this::breach);
      moved =
          breached.isEmpty() && wave.filter(current -> advance(current, replacements)).isPresent();
      if (moved) {
        start();
      }
    }
    return breached;
  }

  /** The criterion that the current wave breaches as it is; empty if it keeps all. */
  Optional<Breached> breach() {
    return draft.currentWave().flatMap(this::breach);
  }

  private Optional<Breached> breach(int wave) {
    Tally tally = draft.members().tally(wave);
    PlannedWave planned = draft.plan().waves().get(wave);
    Optional<Breached> mandatory = failures.breach(planned, draft.members().unaccepted(wave));
    if (mandatory.isPresent()) {
      return mandatory;
    }
    int failed = failedIn(wave);
    return WaveJudge.judge(planned, tally, failed) == WaveJudge.Finding.MISSES
        ? Optional.of(
            new Breached(WaveJudge.describeMiss(planned, tally, failed), spec.failures().action()))
        : Optional.empty();
  }

  private int failedIn(int wave) {
    return failures.failedOf(draft.members().unaccepted(wave));
  }

  /** Judges one wave; true if it is done. */
  private boolean advance(int wave, Replacements replacements) {
    PlannedWave planned = draft.plan().waves().get(wave);
    return switch (WaveJudge.judge(planned, draft.members().tally(wave), failedIn(wave))) {
      case UNDER_WAY, MISSES -> notYet(wave);
      case MEETS -> soak(wave, planned);
      case LACKS_EVIDENCE -> withoutEvidence(wave, planned, replacements);
    };
  }

  private boolean notYet(int wave) {
    if (draft.wave(wave).soak().isPresent()) {
      draft.tell(
          "SoakInterrupted", "wave %s: its soak starts anew".formatted(draft.waveName(wave)));
      draft.wave(wave, progress -> progress.soaking(Optional.empty()));
    }
    return false;
  }

  private boolean soak(int wave, PlannedWave planned) {
    WaveProgress progress = draft.wave(wave);
    Soak soak = progress.soak().orElseGet(() -> new Soak(draft.now(), draft.visibleMillis()));
    boolean done = soak.passed(draft.visibleMillis()).compareTo(planned.soak()) >= 0;
    draft.wave(wave, before -> before.soaking(Optional.of(soak)));
    if (done) {
      end(wave, WaveEnd.SUCCEEDED, "succeeded");
    } else if (progress.soak().isEmpty()) {
      draft.tell(
          "Soaking",
          "wave %s converged; it must stay so for %s"
              .formatted(planned.name(), GoDuration.format(planned.soak())));
    }
    return done;
  }

  private void end(int wave, WaveEnd how, String words) {
    draft.wave(wave, progress -> progress.ended(how, draft.now()));
    claimed(wave).forEach(draft::unfollow);
    Tally tally = draft.members().tally(wave);
    draft.tell(
        how == WaveEnd.SUCCEEDED ? "WaveSucceeded" : "NoEvidence",
        "wave %s %s: %s".formatted(draft.waveName(wave), words, Words.counts(tally)));
  }

  /** A wave in which too few devices could show whether the change works. */
  private boolean withoutEvidence(int wave, PlannedWave planned, Replacements replacements) {
    boolean strict = draft.isFirst(wave) || planned.tolerance() == Tolerance.NONE;
    boolean seenBefore =
        IntStream.range(0, wave)
            .anyMatch(before -> draft.wave(before).end().equals(Optional.of(WaveEnd.SUCCEEDED)));
    if ((seenBefore && !strict) || nothingLeft()) {
      if (draft.members().tally(wave).converged() > 0) {
        return soak(wave, planned);
      }
      end(wave, WaveEnd.NO_EVIDENCE, "gives no evidence");
      return true;
    }
    starves = !replacements.reinforce(wave);
    if (starves) {
      claimed(wave)
          .filter(member -> draft.watch(member).isEmpty())
          .forEach(member -> draft.keepWatch(member, draft.watchFromNow(0)));
    }
    return notYet(wave);
  }

  private Stream<Integer> claimed(int wave) {
    return draft.members().of(wave, MemberState.CLAIMED).boxed().toList().stream();
  }

  /**
   * Whether the current wave can show nothing as it is and nobody is left to join it, so that it
   * waits until one of its devices can.
   */
  boolean starves() {
    return starves;
  }

  /** Whether no device is left that could ever give evidence. */
  private boolean nothingLeft() {
    Tally all = draft.members().tally();
    return all.of(MemberState.PENDING) == 0
        && all.of(MemberState.DEFERRED) == 0
        && all.awaited() == 0;
  }

  /** When the soak of the current wave ends if nobody loses sight; empty if none is under way. */
  Optional<Instant> soakEnds() {
    return draft
        .currentWave()
        .flatMap(
            wave ->
                draft
                    .wave(wave)
                    .soak()
                    .map(soak -> left(soak, draft.plan().waves().get(wave).soak())));
  }

  private Instant left(Soak soak, Duration whole) {
    return draft.now().plus(whole.minus(soak.passed(draft.visibleMillis())));
  }
}
