package io.twinoperator.deviceconfig;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ConflictReason;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConflict;
import io.twinoperator.deviceconfig.DeviceObservation.Seen;
import io.twinoperator.deviceconfig.DevicePlan.Evaluation;
import io.twinoperator.twin.AppliedLeaf;
import io.twinoperator.twin.Diff;
import io.twinoperator.twin.JsonValues;
import io.twinoperator.twin.LeafChange;
import io.twinoperator.twin.LeafChange.SetLeaf;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import io.twinoperator.twin.TwinDiff;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A twin beside what is wanted of it and what was applied to it, leaf by leaf, and what of the
 * difference is to be written; pure.
 *
 * @param held the wanted leaves that the twin has or will have once the changes are written
 * @param changes what to write
 * @param released managed leaves that need no write and are managed no longer
 */
record Comparison(
    Twin twin,
    SortedMap<LeafPath, JsonNode> held,
    List<AppliedLeaf> applied,
    List<LeafChange> changes,
    List<AppliedLeaf> released,
    Drifts drifts,
    List<LeafConflict> conflicts) {

  static Comparison of(DeviceObservation observation, Seen seen) {
    Twin twin = seen.twin();
    OwnLeaves own = OwnLeaves.of(observation, seen);
    Diff diff = TwinDiff.between(own.wanted(), own.applied(), twin);
    List<LeafConflict> conflicts = new ArrayList<>(own.conflicts());
    conflicts.addAll(shapes(diff));
    List<LeafConflict> refused =
        TakeOvers.refused(observation.spec().takeOverOrDefault(), diff, twin);
    conflicts.addAll(refused);
    Drifts drifts = Drifts.decide(observation, diff, seen);

    Set<LeafPath> untouched = new HashSet<>(drifts.standingPaths());
    refused.forEach(conflict -> untouched.add(LeafPath.parse(conflict.path())));
    SortedMap<LeafPath, JsonNode> held = new TreeMap<>(own.wanted());
    held.keySet().removeAll(untouched);
    diff.conflicts().forEach(conflict -> held.remove(conflict.path()));
    return new Comparison(
        twin,
        held,
        own.applied(),
        diff.changes().stream().filter(change -> !untouched.contains(change.path())).toList(),
        diff.released(),
        drifts,
        conflicts);
  }

  /** Wanted leaves that another shape stands in the way of. */
  static List<LeafConflict> shapes(Diff diff) {
    return diff.conflicts().stream()
        .map(
            conflict ->
                new LeafConflict(
                    conflict.path().toString(), ConflictReason.Conflict, conflict.message()))
        .toList();
  }

  /** The changes of a difference that give a leaf a value. */
  static Stream<SetLeaf> sets(Diff diff) {
    return sets(diff.changes());
  }

  private static Stream<SetLeaf> sets(List<LeafChange> changes) {
    return changes.stream().filter(SetLeaf.class::isInstance).map(SetLeaf.class::cast);
  }

  /** The patch that makes the changes. */
  MergePatch patch() {
    return MergePatch.of(changes);
  }

  Evaluation evaluation() {
    return new Evaluation(twin, held, drifts, kept(), conflicts);
  }

  private List<AppliedLeaf> kept() {
    Set<LeafPath> settled = new HashSet<>(held.keySet());
    released.forEach(leaf -> settled.add(leaf.path()));
    changes.forEach(change -> settled.add(change.path()));
    return applied.stream().filter(leaf -> !settled.contains(leaf.path())).toList();
  }

  /**
   * What is ours once the patch is made. A leaf that drifted stays as it was recorded; one that
   * gets a new value is recorded as intended, so that a crash in between is not taken for drift.
   */
  List<AppliedLeaf> intended() {
    Map<LeafPath, AppliedLeaf> intended = new TreeMap<>();
    applied.forEach(leaf -> intended.put(leaf.path(), leaf));
    released.forEach(leaf -> intended.remove(leaf.path()));
    sets(changes)
        .filter(set -> isNew(intended.get(set.path()), set.value()))
        .collect(Collectors.toList())
        .forEach(set -> intended.put(set.path(), intend(intended.get(set.path()), set)));
    return List.copyOf(intended.values());
  }

  private static AppliedLeaf intend(@Nullable AppliedLeaf recorded, SetLeaf set) {
    return recorded == null
        ? AppliedLeaf.intended(set.path(), set.value())
        : recorded.intending(set.value());
  }

  private static boolean isNew(@Nullable AppliedLeaf recorded, JsonNode value) {
    return recorded == null || !recorded.hash().equals(JsonValues.hash(value));
  }
}
