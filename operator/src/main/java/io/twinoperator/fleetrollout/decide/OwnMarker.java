package io.twinoperator.fleetrollout.decide;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.ledger.Marker;
import io.twinoperator.twin.Cause;
import io.twinoperator.twin.LeafChange;
import io.twinoperator.twin.LeafChange.RemoveLeaf;
import io.twinoperator.twin.LeafChange.SetLeaf;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The marker of one rollout, as it is set and found on devices.
 *
 * @param revision what is rolled out
 */
public record OwnMarker(RolloutKey rollout, String revision) {
  private static final String NO_WAVE = "none";

  /** Where it stands in the tag of all markers. */
  String key() {
    return Marker.key(rollout);
  }

  /** Whether the twin bears it, of this revision. */
  boolean isOn(Twin twin) {
    return Marker.of(rollout, twin).filter(found -> found.revision().equals(revision)).isPresent();
  }

  /** Whether the twin bears the marker of a device that never got the change. */
  boolean isFenceOn(Twin twin) {
    return Marker.of(rollout, twin)
        .filter(found -> found.revision().equals(revision) && found.wave().equals(NO_WAVE))
        .isPresent();
  }

  /** What sets it when a device is written for the sake of a wave. */
  List<LeafChange> written(Twin twin, String wave, Instant now) {
    Stream<LeafChange> set = leaves(Marker.written(revision, wave, now));
    Stream<LeafChange> result =
        Marker.of(rollout, twin).flatMap(Marker::result).stream()
            .map(old -> new RemoveLeaf(Marker.path(rollout).child("result")));
    return Stream.concat(set, result).toList();
  }

  /** What it gets when a device is rolled back; it stays, to tell that it was. */
  List<LeafChange> rolledBack(Twin twin) {
    Optional<Marker> found = Marker.of(rollout, twin);
    return found.stream().map(Marker::rolledBack).flatMap(this::leaves).toList();
  }

  /** The marker of a device that never got the change and must not get it any more. */
  List<LeafChange> rolledBackUnwritten(Instant now) {
    return leaves(Marker.written(revision, NO_WAVE, now).rolledBack()).toList();
  }

  /** Whether two patches bring a device the same, though they were made at different times. */
  boolean isSameChange(MergePatch one, MergePatch other) {
    return one.desired().equals(other.desired()) && timeless(one).equals(timeless(other));
  }

  private ObjectNode timeless(MergePatch patch) {
    ObjectNode tags = patch.tags().deepCopy();
    JsonNode marker = tags;
    for (String key : Marker.path(rollout).keys()) {
      marker = marker.path(key);
    }
    if (marker instanceof ObjectNode members) {
      members.remove(Marker.AT);
    }
    return tags;
  }

  private Stream<LeafChange> leaves(Marker marker) {
    return marker.json().properties().stream().<LeafChange>map(member -> set(member));
  }

  private LeafChange set(Map.Entry<String, JsonNode> member) {
    LeafPath path = Marker.path(rollout).child(member.getKey());
    return new SetLeaf(path, member.getValue(), Cause.FIRST_SIGHT);
  }
}
