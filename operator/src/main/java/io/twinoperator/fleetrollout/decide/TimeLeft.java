package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.fleetrollout.ledger.Course.Soak;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * How long a rollout or its undo still takes at the pace that the plan assumed: every device
 * answers at once, and nothing fails.
 */
final class TimeLeft {
  private static final long SECONDS_PER_MINUTE = 60;

  private final Draft draft;
  private final RolloutSpec spec;

  TimeLeft(Draft draft, RolloutSpec spec) {
    this.draft = draft;
    this.spec = spec;
  }

  /** The time left; empty while the rollout stands still, and once it has ended. */
  Optional<Duration> of(Stage stage) {
    return switch (stage) {
      case PROGRESSING, BAKING -> Optional.of(writing(left()).plus(soaks()).plus(bake()));
      case ROLLING_BACK -> Optional.of(undoing());
      case WAITING,
          UNPLANNABLE,
          PLANNED,
          BLOCKED,
          QUEUED,
          INTERRUPTED,
          BLIND,
          GATED,
          PAUSED_BY_SPEC,
          HELD,
          PAUSED_BY_HUB,
          PAUSED_AS_INVALID,
          PAUSED_BY_BREACH,
          ABORTING,
          ABORTED,
          ABORTED_BY_BREACH,
          ROLLED_BACK,
          ROLLED_BACK_BY_BREACH,
          ROLLED_BACK_WITH_EXCEPTIONS,
          SUCCEEDED_WITH_STRAGGLERS,
          SUCCEEDED,
          NOTHING_TO_DO,
          ALREADY_DONE ->
          Optional.empty();
    };
  }

  private int left() {
    Tally tally = draft.members().tally();
    return tally.of(MemberState.PENDING) + tally.inFlight();
  }

  /** The share of the plan's writing that so many devices take. */
  private Duration writing(int devices) {
    int all = Math.max(1, draft.plan().forecast().twinWrites());
    return draft.plan().forecast().writing().multipliedBy(Math.min(devices, all)).dividedBy(all);
  }

  private Duration soaks() {
    return IntStream.range(0, draft.waveCount())
        .filter(wave -> draft.wave(wave).completedAt().isEmpty())
        .filter(wave -> draft.members().tally(wave).total() > 0)
        .mapToObj(wave -> left(draft.plan().waves().get(wave).soak(), draft.wave(wave).soak()))
        .reduce(Duration.ZERO, Duration::plus);
  }

  private Duration bake() {
    return left(spec.rollback().bakeTime(), draft.course().bake());
  }

  private Duration left(Duration whole, Optional<Soak> begun) {
    Duration left =
        whole.minus(begun.map(soak -> soak.passed(draft.visibleMillis())).orElse(Duration.ZERO));
    return left.isNegative() ? Duration.ZERO : left;
  }

  private Duration undoing() {
    int devices = draft.members().tally().of(MemberState.ROLLBACK_PENDING);
    Duration pace = writing(devices);
    OptionalInt perMinute = spec.rollback().maxPerMinute();
    if (perMinute.isEmpty()) {
      return pace;
    }
    Duration allowed = Duration.ofSeconds(devices * SECONDS_PER_MINUTE / perMinute.getAsInt());
    return allowed.compareTo(pace) > 0 ? allowed : pace;
  }
}
