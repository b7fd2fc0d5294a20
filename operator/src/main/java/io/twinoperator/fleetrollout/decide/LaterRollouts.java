package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.ledger.Marker;
import io.twinoperator.fleetrollout.spec.Change;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Twin;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Finds leaves that a later rollout has written, or found to be as it wants them: they are its own,
 * whatever their value. The marks on the device tell who came later; a mark that says that its
 * rollout was taken back claims nothing any more.
 */
final class LaterRollouts {
  private final Map<String, Neighbour> neighbours;
  private final Change change;
  private final String ownKey;

  /**
   * Finds leaves of a change.
   *
   * @param neighbours the rollouts that are known, by the keys of their marks
   */
  LaterRollouts(Map<String, Neighbour> neighbours, Change change, String ownKey) {
    this.neighbours = Map.copyOf(neighbours);
    this.change = change;
    this.ownKey = ownKey;
  }

  /** Leaves of the change that belong to a rollout that came later, and to which one. */
  Map<LeafPath, String> in(Twin twin, Instant written) {
    Map<LeafPath, String> owned = new HashMap<>();
    Marker.all(twin.tags().path(Marker.ROOT.keys().get(0)))
        .forEach(
            (key, marker) ->
                marker
                    .at()
                    .filter(at -> at.isAfter(written) && !key.equals(ownKey))
                    .filter(at -> marker.result().isEmpty())
                    .ifPresent(
                        at ->
                            leaves(key, at, twin)
                                .forEach(path -> owned.put(path, name(key, marker)))));
    return owned;
  }

  /**
   * Which leaves a rollout has that nobody here knows, only the device can tell: those that were
   * written after it began.
   */
  private Stream<LeafPath> leaves(String key, Instant at, Twin twin) {
    Neighbour known = neighbours.get(key);
    return known != null
        ? change.paths().filter(known::has)
        : change
            .paths()
            .filter(
                path ->
                    twin.desiredUpdatedAt(path)
                        .filter(updated -> !updated.isBefore(at))
                        .isPresent());
  }

  private String name(String key, Marker marker) {
    Neighbour known = neighbours.get(key);
    return known != null
        ? "FleetRollout " + known.rollout()
        : "the rollout with the mark %s (revision %s)".formatted(key, marker.revision());
  }
}
