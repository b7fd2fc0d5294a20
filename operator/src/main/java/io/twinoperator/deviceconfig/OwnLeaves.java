package io.twinoperator.deviceconfig;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ConflictReason;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConflict;
import io.twinoperator.deviceconfig.ConfiguredLeaves.Setting;
import io.twinoperator.deviceconfig.DeviceObservation.Seen;
import io.twinoperator.ownership.Owner;
import io.twinoperator.twin.AppliedLeaf;
import io.twinoperator.twin.LeafPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

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
    Set<LeafPath> managed =
        observation.applied().stream().map(AppliedLeaf::path).collect(Collectors.toSet());
    observation
        .intent()
        .wanted()
        .forEach(
            (path, value) -> {
              Optional<Owner> winner = seen.claims().winnerOver(observation.self(), path);
              Optional<Setting> setting =
                  managed.contains(path)
                      ? Optional.empty()
                      : seen.configurations().against(path, value);
              if (winner.isPresent()) {
                conflicts.add(conflict(path, winner.get()));
              } else if (setting.isPresent()) {
                conflicts.add(conflict(path, setting.get()));
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

  private static LeafConflict conflict(LeafPath path, Setting setting) {
    return new LeafConflict(
        path.toString(),
        ConflictReason.Conflict,
        "%s is applied to this device and %s; take the leaf out of the spec, or have the configuration not target the device"
            .formatted(setting.writer(), does(setting)));
  }

  private static String does(Setting setting) {
    return setting.value().isNull()
        ? "removes " + setting.path()
        : "sets %s to %s".formatted(setting.path(), ShownValue.text(setting.value()));
  }

  /**
   * Managed leaves whose value nobody else has come to own: those we may still set or remove. One
   * that another owner claims in another shape stays ours to remove, or it would stand in the way.
   * One that the spec has dropped and a configuration sets is left to that.
   */
  private static List<AppliedLeaf> stillClaimable(DeviceObservation observation, Seen seen) {
    return observation.applied().stream()
        .filter(
            leaf ->
                seen.claims()
                    .claimantOf(leaf.path())
                    .filter(owner -> !owner.equals(observation.self()))
                    .isEmpty())
        .filter(
            leaf ->
                observation.intent().wanted().containsKey(leaf.path())
                    || !seen.configurations().keeps(leaf.path()))
        .toList();
  }
}
