package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.ledger.Chunk;
import io.twinoperator.fleetrollout.ledger.Ledger;
import java.time.Instant;
import java.util.List;

/**
 * What one pass decided.
 *
 * @param ledger with the new chunks and the new progress; to be stored before any action
 * @param added chunks that the ledger did not have before
 * @param standing where the rollout stands now
 * @param notes what happened, in sentences for people
 * @param wakeAt when to look again, at the latest
 */
public record RolloutDecision(
    Ledger ledger,
    List<Chunk> added,
    List<JobAction> actions,
    Standing standing,
    List<String> notes,
    Instant wakeAt) {

  /** Something to be done to a job. */
  public record JobAction(Verb verb, Chunk chunk) {}

  /** What is to be done to a job. */
  public enum Verb {
    SUBMIT,
    CANCEL
  }

  /** Where the rollout stands, and why. */
  public record Standing(Stage stage, String message) {}

  /** Where a rollout stands. */
  public enum Stage {
    INVALID_SELECTOR,
    NO_MEMBERS,
    PLANNED,
    PROGRESSING,
    WAITING,
    PAUSED_BY_SPEC,
    PAUSED_BY_HUB,
    PAUSED_BY_BREACH,
    ABORTING,
    ABORTED,
    SUCCEEDED_WITH_STRAGGLERS,
    SUCCEEDED,
    NOTHING_TO_DO
  }
}
