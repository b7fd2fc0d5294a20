package io.twinoperator.deviceconfig;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ConflictReason;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConflict;
import io.twinoperator.deviceconfig.DeviceObservation.Seen;
import io.twinoperator.ownership.Owner;
import io.twinoperator.twin.AppliedLeaf;
import io.twinoperator.twin.LeafPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The leaves of a spec that are this object's to write, as the claims stand; pure.
 *
 * @param wanted those that nobody else has before it
 * @param applied managed leaves that it may still set or remove
 * @param conflicts wanted leaves that another has
 */
record OwnLeaves(
    SortedMap<LeafPath, JsonNode> wanted, List<AppliedLeaf> applied, List<LeafConflict> conflicts) {

  static OwnLeaves of(DeviceObservation observation, Seen seen) {
    SortedMap<LeafPath, JsonNode> ours = new TreeMap<>();
    List<LeafConflict> conflicts = new ArrayList<>();
    observation
        .intent()
        .wanted()
        .forEach(
            (path, value) -> {
              Optional<Owner> winner = seen.claims().winnerOver(observation.self(), path);
              if (winner.isPresent()) {
                conflicts.add(conflict(path, winner.get()));
              } else {
                ours.put(path, value);
              }
            });
    return new OwnLeaves(ours, stillClaimable(observation, seen), conflicts);
  }

  private static LeafConflict conflict(LeafPath path, Owner winner) {
    return winner.isTemporary()
        ? new LeafConflict(
            path.toString(),
            ConflictReason.HeldByRollout,
            winner + " holds it while it runs; it is written when that has ended")
        : new LeafConflict(
            path.toString(),
            ConflictReason.Conflict,
            winner + " owns it, being older; take it out of one of the two");
  }

  /**
   * Managed leaves whose value nobody else has come to own: those we may still set or remove. One
   * that another owner claims in another shape stays ours to remove, or it would stand in the way.
   */
  private static List<AppliedLeaf> stillClaimable(DeviceObservation observation, Seen seen) {
    return observation.applied().stream()
        .filter(
            leaf ->
                seen.claims()
                    .claimantOf(leaf.path())
                    .filter(owner -> !owner.equals(observation.self()))
                    .isEmpty())
        .toList();
  }
}
