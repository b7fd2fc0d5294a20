package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.twin.LeafPath;
import java.util.Set;

/**
 * Another rollout that has been on the same hub, as far as its marks on devices are concerned.
 *
 * @param paths leaves of its change
 */
public record Neighbour(RolloutKey rollout, Set<LeafPath> paths, Life life) {

  /** Whether it may still write. */
  public enum Life {
    UNDER_WAY,
    ENDED
  }

  /** Copies the paths. */
  public Neighbour {
    paths = Set.copyOf(paths);
  }

  /** Whether it has a leaf, or one above or below it. */
  boolean has(LeafPath path) {
    return paths.stream().anyMatch(path::overlaps);
  }
}
