package io.twinoperator.fleetrollout.plan;

import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.twin.LeafPath;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Another rollout on the same hub, as far as it may stand in the way of one that has written
 * nothing yet.
 *
 * @param createdAt when its object was created
 * @param paths leaves of its change
 * @param holds whether it writes, or will write, a device; of one that has no plan yet nobody
 *     knows, and it is to be taken to hold every device
 */
public record OtherRollout(
    RolloutKey key,
    Instant createdAt,
    Standing standing,
    Set<LeafPath> paths,
    Predicate<String> holds) {

  private static final Comparator<RolloutKey> BY_NAME =
      Comparator.comparing(RolloutKey::namespace).thenComparing(RolloutKey::name);

  /** Copies the paths. */
  public OtherRollout {
    paths = Set.copyOf(paths);
  }

  /** How far a rollout has come. */
  public enum Standing {
    /** It is to run, and has written nothing. */
    WAITING,
    /** It has written, and has not ended. */
    WRITING
  }

  /**
   * Whether it goes before a rollout that has written nothing yet: it has written, or it is older.
   */
  boolean goesBefore(RolloutKey other, Instant otherCreatedAt) {
    return switch (standing) {
      case WRITING -> true;
      case WAITING -> isOlder(other, otherCreatedAt);
    };
  }

  private boolean isOlder(RolloutKey other, Instant otherCreatedAt) {
    int age = createdAt.compareTo(otherCreatedAt);
    return age < 0 || (age == 0 && BY_NAME.compare(key, other) < 0);
  }

  /** Leaves of a change that it writes too, or writes above or below. */
  List<String> shared(Set<LeafPath> change) {
    return change.stream()
        .filter(path -> paths.stream().anyMatch(path::overlaps))
        .sorted()
        .map(LeafPath::toString)
        .toList();
  }
}
