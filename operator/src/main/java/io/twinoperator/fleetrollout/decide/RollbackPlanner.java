package io.twinoperator.fleetrollout.decide;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.fleetrollout.ledger.BeforeImage;
import io.twinoperator.fleetrollout.ledger.BeforeImage.Leaf;
import io.twinoperator.fleetrollout.spec.Change;
import io.twinoperator.twin.Cause;
import io.twinoperator.twin.JsonValues;
import io.twinoperator.twin.LeafChange;
import io.twinoperator.twin.LeafChange.RemoveLeaf;
import io.twinoperator.twin.LeafChange.SetLeaf;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Plans how one device gets back what it had: leaves that still have our value, and that nobody
 * else claims, go back to the before-image; the rest is left as it is. Pure.
 */
final class RollbackPlanner {
  private final Change change;
  private final BeforeImage before;
  private final Twin twin;
  private final Set<LeafPath> claimed;
  private final List<LeafChange> changes = new ArrayList<>();
  private final List<LeafPath> restored = new ArrayList<>();
  private final List<LeafPath> skipped = new ArrayList<>();

  private RollbackPlanner(Change change, BeforeImage before, Twin twin, Set<LeafPath> claimed) {
    this.change = change;
    this.before = before;
    this.twin = twin;
    this.claimed = claimed;
  }

  /**
   * What is to be done to one device.
   *
   * @param changes empty if there is nothing to undo, or not any more
   * @param restored leaves that this rollout changed and that have, or get, what they were
   * @param skipped leaves that are not ours any more
   */
  record Undo(List<LeafChange> changes, List<LeafPath> restored, List<LeafPath> skipped) {

    /** Copies the lists. */
    Undo {
      changes = List.copyOf(changes);
      restored = List.copyOf(restored);
      skipped = List.copyOf(skipped);
    }
  }

  /**
   * Plans it.
   *
   * @param before what the device had before this rollout first wrote it
   * @param claimed leaves that a DeviceConfig or a later rollout claims
   */
  static Undo plan(Change change, BeforeImage before, Twin twin, Set<LeafPath> claimed) {
    return new RollbackPlanner(change, before, twin, claimed).plan();
  }

  private Undo plan() {
    change.paths().forEach(this::plan);
    return new Undo(withParents(), restored, skipped);
  }

  private void plan(LeafPath path) {
    Optional<JsonNode> now = twin.value(path);
    Optional<JsonNode> was = before.value(path);
    Optional<JsonNode> ours = Optional.ofNullable(change.set().get(path));
    if (isEqual(was, ours)) {
      return; // It was so before: nothing of it is ours to undo.
    }
    if (isEqual(now, was)) {
      restored.add(path);
    } else if (!isEqual(now, ours)
        || claimed.stream().anyMatch(path::overlaps)
        || isCovered(path)) {
      skipped.add(path);
    } else {
      restored.add(path);
      changes.add(
          was.<LeafChange>map(value -> new SetLeaf(path, value, Cause.SPEC_CHANGED))
              .orElseGet(() -> new RemoveLeaf(path)));
    }
  }

  /** Whether somebody has put a value where the leaf's parent was. */
  private boolean isCovered(LeafPath path) {
    return path.ancestors().stream()
        .anyMatch(ancestor -> twin.value(ancestor).filter(node -> !node.isObject()).isPresent());
  }

  /** Whether both are absent, or equal by content. */
  static boolean isEqual(Optional<JsonNode> one, Optional<JsonNode> other) {
    return one.isPresent() == other.isPresent()
        && (one.isEmpty() || JsonValues.equal(one.get(), other.orElseThrow()));
  }

  /** Objects that our write created go with their last leaf. */
  private List<LeafChange> withParents() {
    Set<LeafPath> removed = new LinkedHashSet<>();
    List<LeafChange> result = new ArrayList<>();
    Twin after = MergePatch.of(changes).applyTo(twin);
    for (LeafChange one : changes) {
      Optional<LeafPath> parent =
          one.fold(set -> Stream.<LeafPath>empty(), remove -> created(remove.path()))
              .filter(path -> isEmptyIn(after, path))
              .findFirst();
      if (parent.isEmpty()) {
        result.add(one);
      } else if (removed.add(parent.get())) {
        result.add(new RemoveLeaf(parent.get()));
      }
    }
    return result;
  }

  /** The objects that a write of an absent leaf created, the topmost first. */
  private Stream<LeafPath> created(LeafPath path) {
    return before
        .leaf(path)
        .filter(leaf -> leaf.value().isEmpty() && leaf.there() >= 0)
        .map(Leaf::there)
        .map(there -> IntStream.range(there + 1, path.keys().size()))
        .orElseGet(IntStream::empty)
        .mapToObj(keys -> new LeafPath(path.section(), path.keys().subList(0, keys)));
  }

  private static boolean isEmptyIn(Twin after, LeafPath path) {
    return after
        .value(path)
        .map(node -> node instanceof ObjectNode object && holdsNothing(object))
        .orElse(true);
  }

  private static boolean holdsNothing(JsonNode node) {
    for (JsonNode member : node) {
      if (!member.isObject() || !holdsNothing(member)) {
        return false;
      }
    }
    return true;
  }
}
