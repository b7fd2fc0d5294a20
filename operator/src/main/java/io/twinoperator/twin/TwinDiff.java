package io.twinoperator.twin;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.twin.LeafChange.RemoveLeaf;
import io.twinoperator.twin.LeafChange.SetLeaf;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The three-way difference of what is wanted, what we last applied, and what the twin has.
 *
 * <p>Keys of others are never touched. A leaf that is equal in the twin is never written again: its
 * acknowledgement would go stale. A null is sent only for a key that is there: a hub has been seen
 * to drop the siblings of a nested null for an absent key.
 */
public final class TwinDiff {

  private static final int NAMED_KEYS = 3;

  private final SortedMap<LeafPath, JsonNode> wanted;
  private final Map<String, AppliedLeaf> managed;
  private final Twin twin;
  private final List<LeafChange> changes = new ArrayList<>();
  private final List<ShapeConflict> conflicts = new ArrayList<>();
  private final List<LeafPath> equal = new ArrayList<>();
  private final List<AppliedLeaf> released = new ArrayList<>();

  private TwinDiff(
      SortedMap<LeafPath, JsonNode> wanted, Collection<AppliedLeaf> managed, Twin twin) {
    this.wanted = wanted;
    this.managed = new HashMap<>();
    managed.forEach(leaf -> this.managed.put(leaf.path().toString(), leaf));
    this.twin = twin;
  }

  /**
   * Compares leaf by leaf.
   *
   * <ul>
   *   <li>Equal in the twin: nothing.
   *   <li>Wanted as last applied, but the twin differs: set, {@link Cause#DRIFT}.
   *   <li>Managed with another value, or in another shape (it was {@code a}, now it is {@code
   *       a.b}), or recorded before a write that is not known to have been made: set, {@link
   *       Cause#SPEC_CHANGED}.
   *   <li>Not managed: set, {@link Cause#FIRST_SIGHT}.
   *   <li>Managed, no longer wanted, and in the twin as we applied it: removed. Changed by somebody
   *       else, it is theirs and is released.
   *   <li>Foreign keys have another shape where a leaf is wanted: a conflict, and nothing there is
   *       written or removed. Our own former shape is replaced, and so is what somebody has put in
   *       place of a leaf that we had applied and still want: that is drift. An empty object holds
   *       no leaf and is nobody's.
   * </ul>
   *
   * @param wanted the leaves of the spec, as from {@link Leaves#of}
   * @param managed what was last applied
   * @param twin the twin as read just now
   */
  public static Diff between(
      SortedMap<LeafPath, JsonNode> wanted, Collection<AppliedLeaf> managed, Twin twin) {
    return new TwinDiff(wanted, managed, twin).compare();
  }

  /** The removal of every managed leaf that the twin still has as we applied it. */
  public static List<LeafChange> removals(Collection<AppliedLeaf> managed, Twin twin) {
    return managed.stream()
        .filter(leaf -> isStillOurs(leaf, twin))
        .map(AppliedLeaf::path)
        .distinct()
        .sorted()
        .<LeafChange>map(RemoveLeaf::new)
        .toList();
  }

  private static boolean isStillOurs(AppliedLeaf leaf, Twin twin) {
    return twin.value(leaf.path()).filter(leaf::isOurs).isPresent();
  }

  private Diff compare() {
    wanted.forEach(this::compareWanted);
    managed.values().stream()
        .filter(leaf -> !wanted.containsKey(leaf.path()))
        .sorted(Comparator.comparing(AppliedLeaf::path))
        .forEach(this::compareUnwanted);
    changes.sort(Comparator.comparing(LeafChange::path));
    return new Diff(changes, conflicts, equal, released);
  }

  private void compareWanted(LeafPath path, JsonNode value) {
    Optional<String> obstacle = scalarAbove(path).or(() -> keysBelow(path));
    if (obstacle.isPresent()) {
      conflicts.add(new ShapeConflict(path, obstacle.get()));
    } else if (twin.value(path).filter(stored -> JsonValues.equal(stored, value)).isPresent()) {
      equal.add(path);
    } else {
      changes.add(new SetLeaf(path, value, cause(path, value)));
    }
  }

  private Cause cause(LeafPath path, JsonNode value) {
    AppliedLeaf own = managed.get(path.toString());
    if (own == null) {
      boolean otherShape = managed.values().stream().anyMatch(leaf -> leaf.path().overlaps(path));
      return otherShape ? Cause.SPEC_CHANGED : Cause.FIRST_SIGHT;
    }
    boolean asApplied = !own.isIntended() && own.hash().equals(JsonValues.hash(value));
    return asApplied ? Cause.DRIFT : Cause.SPEC_CHANGED;
  }

  private void compareUnwanted(AppliedLeaf leaf) {
    if (conflicts.stream().anyMatch(conflict -> conflict.path().overlaps(leaf.path()))) {
      return; // Nothing is touched there until the conflict is solved, so it stays managed.
    }
    boolean replaced = wanted.keySet().stream().anyMatch(leaf.path()::overlaps);
    if (!replaced && isStillOurs(leaf, twin)) {
      changes.add(new RemoveLeaf(leaf.path()));
    } else {
      released.add(leaf);
    }
  }

  /** Names the type and not the value: what others store is not ours to show. */
  private Optional<String> scalarAbove(LeafPath path) {
    for (LeafPath ancestor : path.ancestors()) {
      Optional<JsonNode> stored = twin.value(ancestor).filter(node -> !node.isObject());
      if (stored.isPresent()
          && !managed.containsKey(ancestor.toString())
          && !hasReplacedOurs(ancestor)) {
        return Optional.of(
            ("the twin has a value of type %s at %s that is not managed here; "
                    + "remove it from the twin, or take %s out of the spec")
                .formatted(
                    stored.get().getNodeType().name().toLowerCase(Locale.ROOT), ancestor, path));
      }
    }
    return Optional.empty();
  }

  /** Whether a value stands where there were leaves that we had applied and still want. */
  private boolean hasReplacedOurs(LeafPath scalar) {
    return wanted.keySet().stream().anyMatch(path -> scalar.isAncestorOf(path) && wasApplied(path));
  }

  private boolean wasApplied(LeafPath path) {
    AppliedLeaf own = managed.get(path.toString());
    return own != null && own.wasApplied();
  }

  private Optional<String> keysBelow(LeafPath path) {
    if (wasApplied(path)) {
      return Optional.empty();
    }
    List<String> foreign = new ArrayList<>();
    twin.value(path)
        .filter(JsonNode::isObject)
        .ifPresent(object -> collectForeign(path.toString(), object, foreign));
    if (foreign.isEmpty()) {
      return Optional.empty();
    }
    String named = String.join(", ", foreign.subList(0, Math.min(NAMED_KEYS, foreign.size())));
    String more =
        foreign.size() > NAMED_KEYS ? " and %d more".formatted(foreign.size() - NAMED_KEYS) : "";
    return Optional.of(
        ("the twin has an object at %s with values that are not managed here (%s%s); "
                + "remove them from the twin, or take %s out of the spec")
            .formatted(path, named, more, path));
  }

  /** Works on written paths, so that a key that no hub would take cannot stop a comparison. */
  private void collectForeign(String path, JsonNode object, List<String> foreign) {
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      String below = path + "." + member.getKey();
      if (member.getValue().isObject()) {
        collectForeign(below, member.getValue(), foreign);
      } else if (!managed.containsKey(below)) {
        foreign.add(below);
      }
    }
  }
}
