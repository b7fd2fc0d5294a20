package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.ledger.Batch;
import io.twinoperator.fleetrollout.ledger.Ledger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one pass decided.
 *
 * @param ledger with the new batches and the new progress; to be stored before any action
 * @param added batches that the ledger did not have before
 * @param standing where the rollout stands now
 * @param notes what happened, in sentences for people
 * @param wakeAt when to look again, at the latest
 */
public record RolloutDecision(
    Ledger ledger,
    List<Batch> added,
    List<Action> actions,
    Standing standing,
    List<String> notes,
    Instant wakeAt) {

  /** Copies the lists. */
  public RolloutDecision {
    added = List.copyOf(added);
    actions = List.copyOf(actions);
    notes = List.copyOf(notes);
  }

  /** Something to be asked of the hub for a batch. */
  public record Action(Verb verb, Batch batch) {}

  /** What is to be asked. */
  public enum Verb {
    /** Create the job of the batch. */
    SUBMIT,
    /** Cancel it. */
    CANCEL,
    /** Patch its devices, each on condition that its twin is as it was read. */
    PATCH
  }

  /**
   * Where the rollout stands, and why.
   *
   * @param reason a word for a condition: that of the stage, or a finer one
   * @param next what will change it by itself, and when; empty if that is not known
   * @param waitingFor what it waits for, in words that end a sentence; empty if it is simply under
   *     way, or done
   */
  public record Standing(
      Stage stage,
      String reason,
      String message,
      Optional<Next> next,
      Optional<String> waitingFor) {

    /** A standing of which it is not known when it changes, and which waits for nothing. */
    public static Standing of(Stage stage, String message) {
      return new Standing(stage, stage.reason(), message, Optional.empty(), Optional.empty());
    }

    /** The same for a finer reason. */
    public Standing because(String finer) {
      return new Standing(stage, finer, message, next, waitingFor);
    }

    /** The same with something that will change it by itself. */
    public Standing until(Optional<Next> change) {
      return new Standing(stage, reason, message, change, waitingFor);
    }

    /** The same, waiting for something. */
    public Standing waitingFor(String what) {
      return new Standing(stage, reason, message, next, Optional.of(what));
    }

    /** The same, waiting for something if it does. */
    public Standing waitingFor(Optional<String> what) {
      return what.map(this::waitingFor).orElse(this);
    }
  }

  /** A change that comes by itself at a time. */
  public record Next(Instant at, String reason) {}

  /** Where a rollout stands. */
  public enum Stage {
    /** There is no plan, and it is waited for what it takes. */
    WAITING("WaitingForPlan"),
    /** There is no plan, or none to go on with, and a person must act. */
    UNPLANNABLE("CannotBePlanned"),
    /** There is a plan, and nothing is to be written yet. */
    PLANNED("Planned"),
    /** Something stands against it that a person must see to. */
    BLOCKED("Blocked"),
    /** Something stands against it that will end. */
    QUEUED("Queued"),
    /** Its marks are on devices and nobody remembers why. */
    INTERRUPTED("Interrupted"),
    /** It goes on, or waits for something that comes by itself. */
    PROGRESSING("Progressing"),
    /** The hub does not answer. */
    BLIND("WaitingForHub"),
    /** A wave is done, and a person is to let what follows go. */
    GATED("GateClosed"),
    /** The spec asks for a pause. */
    PAUSED_BY_SPEC("Paused"),
    /** The annotation hold is set. */
    HELD("Held"),
    /** The IoTHub is suspended. */
    PAUSED_BY_HUB("HubSuspended"),
    /** The spec is not fit to be carried out. */
    PAUSED_AS_INVALID("InvalidSpec"),
    /** It stopped by itself. */
    PAUSED_BY_BREACH("FailurePolicyBreached"),
    /** All waves are done, and it is still judged. */
    BAKING("Baking"),
    /** It is being aborted. */
    ABORTING("Aborting"),
    /** It was aborted as asked. */
    ABORTED("Aborted"),
    /** It aborted by itself. */
    ABORTED_BY_BREACH("AbortedByFailurePolicy"),
    /** It is being undone. */
    ROLLING_BACK("RollingBack"),
    /** It was undone as asked. */
    ROLLED_BACK("RolledBack"),
    /** It undid itself. */
    ROLLED_BACK_BY_BREACH("RolledBackByFailurePolicy"),
    /** It was undone, but not everywhere. */
    ROLLED_BACK_WITH_EXCEPTIONS("RolledBackWithExceptions"),
    /** Done, and some devices are still away. */
    SUCCEEDED_WITH_STRAGGLERS("SucceededWithStragglers"),
    /** Done. */
    SUCCEEDED("Succeeded"),
    /** There was nothing to write. */
    NOTHING_TO_DO("NothingToDo"),
    /** The same was rolled out before. */
    ALREADY_DONE("AlreadyDone");

    private final String reason;

    Stage(String reason) {
      this.reason = reason;
    }

    /** The word for it in a condition, where nothing finer is known. */
    public String reason() {
      return reason;
    }

    /** Whether nothing more will be written. */
    public boolean isFinal() {
      return switch (this) {
        case ABORTED,
            ABORTED_BY_BREACH,
            ROLLED_BACK,
            ROLLED_BACK_BY_BREACH,
            ROLLED_BACK_WITH_EXCEPTIONS,
            SUCCEEDED_WITH_STRAGGLERS,
            SUCCEEDED,
            NOTHING_TO_DO,
            ALREADY_DONE ->
            true;
        case WAITING,
            UNPLANNABLE,
            PLANNED,
            BLOCKED,
            QUEUED,
            INTERRUPTED,
            PROGRESSING,
            BLIND,
            GATED,
            PAUSED_BY_SPEC,
            HELD,
            PAUSED_BY_HUB,
            PAUSED_AS_INVALID,
            PAUSED_BY_BREACH,
            BAKING,
            ABORTING,
            ROLLING_BACK ->
            false;
      };
    }
  }
}
