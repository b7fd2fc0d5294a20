package io.twinoperator.fleetrollout.plan;

/**
 * Something that stands against a plan before its first write, or that people should know of it.
 *
 * @param sentence what was found, and what to do
 */
public record PlanFinding(Kind kind, String sentence) {

  /** Whether it keeps the rollout from its first write. */
  public boolean isInTheWay() {
    return kind.effect() != Effect.TOLD;
  }

  /** What a finding does to a rollout that has written nothing. */
  public enum Effect {
    /** Nothing: it is told. */
    TOLD,
    /** There is no plan; it is made again later. */
    PLANNED_LATER,
    /** The plan is made anew. */
    PLANNED_ANEW,
    /** The rollout waits for others, and goes on by itself. */
    QUEUED,
    /** A person has to do something. */
    BLOCKED,
    /** The rollout is done, and writes nothing. */
    DONE
  }

  /** What was found; the name as it stands in a condition is {@link #reason()}. */
  public enum Kind {
    /** The selector finds no device. */
    NO_MEMBERS("NoMembers", Effect.PLANNED_LATER),
    /** It finds fewer than expected. */
    TOO_FEW_DEVICES("TooFewDevices", Effect.BLOCKED),
    /** It finds more than expected. */
    TOO_MANY_DEVICES("TooManyDevices", Effect.BLOCKED),
    /** It finds every device of the hub, and nobody said that this is meant. */
    SELECTS_ALL_DEVICES("SelectsAllDevices", Effect.BLOCKED),
    /** A wave that must prove the change can have no device. */
    EMPTY_WAVE("EmptyWave", Effect.BLOCKED),
    /** All members carry this rollout's marker: it was run, and its memory is lost. */
    ALREADY_DONE("AlreadyDone", Effect.DONE),
    /** Some members carry this rollout's marker, and its memory is lost. */
    INTERRUPTED("Interrupted", Effect.BLOCKED),
    /** Members carry markers of rollouts that nobody here knows. */
    UNKNOWN_MARKERS("UnknownMarkers", Effect.BLOCKED),
    /** Somebody else owns leaves of the change. */
    CONFLICT("Conflict", Effect.BLOCKED),
    /** Somebody else owns leaves of the change, and the rollout is to wait for that. */
    WAITS_FOR_OTHERS("WaitsForOthers", Effect.QUEUED),
    /** Another plan was approved. */
    PLAN_NOT_APPROVED("PlanNotApproved", Effect.BLOCKED),
    /** The plan is older than it may be. */
    PLAN_TOO_OLD("PlanTooOld", Effect.PLANNED_ANEW),
    /** The spec was changed in something that the plan was made from. */
    SPEC_CHANGED("SpecChanged", Effect.PLANNED_ANEW),
    /** Ids are excluded that the selector does not find. */
    EXCLUDED_UNKNOWN("ExcludedUnknown", Effect.TOLD);

    private final String reason;
    private final Effect effect;

    Kind(String reason, Effect effect) {
      this.reason = reason;
      this.effect = effect;
    }

    /** The word for it in a condition. */
    public String reason() {
      return reason;
    }

    /** What it does to the rollout. */
    public Effect effect() {
      return effect;
    }
  }
}
