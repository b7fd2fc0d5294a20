package io.twinoperator.fleetrollout.spec;

import io.twinoperator.twin.LeafPath;
import java.util.List;

/**
 * How many devices of a group may be under way.
 *
 * @param groupBy tags by whose values devices are grouped; at least one
 * @param maxUnavailable devices of a group that may be written and not yet have converged; as a
 *     size of the group
 */
public record DisruptionBudget(List<LeafPath> groupBy, Amount maxUnavailable) {
  /** Copies the tags. */
  public DisruptionBudget {
    groupBy = List.copyOf(groupBy);
  }
}
