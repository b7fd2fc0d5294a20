package io.twinoperator.fleetrollout.plan;

import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import java.util.List;

/**
 * A plan, and what was seen when it was made.
 *
 * @param conflicts who owns leaves of the change on members
 * @param traces markers that members carry
 * @param notes what people should know of it, in sentences
 */
public record PlannedRollout(
    RolloutPlan plan, Conflicts conflicts, Traces traces, List<String> notes) {
  /** Copies the notes. */
  public PlannedRollout {
    notes = List.copyOf(notes);
  }
}
