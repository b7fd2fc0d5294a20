package io.twinoperator.twin;

import java.util.List;

/**
 * What parts a twin from what is wanted of it.
 *
 * @param changes what to write, in the order of the paths; no two overlap
 * @param conflicts wanted leaves that are not written, because foreign keys have another shape
 *     there
 * @param equal wanted leaves that the twin has already
 * @param released managed leaves that are no longer wanted and need no write: gone, changed by
 *     somebody else, or replaced by our own new shape
 */
public record Diff(
    List<LeafChange> changes,
    List<ShapeConflict> conflicts,
    List<LeafPath> equal,
    List<AppliedLeaf> released) {

  /** Copies the lists. */
  public Diff {
    changes = List.copyOf(changes);
    conflicts = List.copyOf(conflicts);
    equal = List.copyOf(equal);
    released = List.copyOf(released);
  }

  /** Whether the twin has all that is wanted and nothing that is not wanted any more. */
  public boolean isSynced() {
    return changes.isEmpty() && conflicts.isEmpty();
  }

  /** The patch that makes all changes. */
  public MergePatch patch() {
    return MergePatch.of(changes);
  }
}
