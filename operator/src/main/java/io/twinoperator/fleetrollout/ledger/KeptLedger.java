package io.twinoperator.fleetrollout.ledger;

import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import java.time.Instant;
import java.util.Optional;

/**
 * A ledger in short, as one who tidies up needs it.
 *
 * @param endedAt when the rollout ended; empty while it has not
 * @param keepUntil until when it is kept though the rollout's object is gone; empty if nobody has
 *     noted that it is
 * @param epitaph what the tombstone says if the ledger is freed now: of a rollout that has not
 *     ended, that it was aborted; empty if no device was touched
 */
public record KeptLedger(
    RolloutKey rollout,
    Stage stage,
    Optional<Instant> endedAt,
    Optional<Instant> keepUntil,
    Optional<Tombstone> epitaph) {

  /** How much of a ledger is there. */
  public enum Stage {
    /** Its plan is being written; or was, when the operator died. */
    BEGUN,
    /** All of it. */
    WHOLE,
    /** It is being taken away; or was, when the operator died. */
    FREED
  }

  /** A ledger without progress. */
  static KeptLedger without(RolloutKey rollout, Stage stage) {
    return new KeptLedger(rollout, stage, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** A whole ledger. */
  static KeptLedger of(
      RolloutKey rollout, String revision, Progress progress, Optional<Instant> keepUntil) {
    Optional<Course.Finish> finish = progress.course().finish();
    Course.Finish end =
        finish.orElseGet(() -> new Course.Finish(Course.Outcome.ABORTED, progress.seenAt()));
    Tombstone tombstone =
        new Tombstone(
            revision, end.outcome(), end.at(), progress.states().length(), converged(progress));
    return new KeptLedger(
        rollout,
        Stage.WHOLE,
        finish.map(Course.Finish::at),
        keepUntil,
        Optional.of(tombstone)
            .filter(written -> finish.isPresent() || !progress.batches().isEmpty()));
  }

  private static int converged(Progress progress) {
    return (int) progress.states().chars().filter(c -> c == MemberState.CONVERGED.letter()).count();
  }
}
