package io.twinoperator.fleetrollout.decide;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.fleetrollout.ledger.Marker;
import io.twinoperator.twin.LeafChange;
import io.twinoperator.twin.LeafChange.RemoveLeaf;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import io.twinoperator.twin.TwinLimits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes room for a mark: of the marks of other rollouts those that say how they ended go first, the
 * oldest before the others. The mark of one that is known to be under way stays: it could not be
 * undone without it.
 */
final class OldMarkers {
  /** Tags are kept below this; a hub allows 8 KB, and others want some of it. */
  private static final long TAGS_BYTES = 6 * 1024L;

  private OldMarkers() {}

  /**
   * The marks to take away with these changes so that the tags stay below 6 KB.
   *
   * @param kept keys of marks that stay
   */
  static List<LeafChange> toDrop(Twin twin, Set<String> kept, List<LeafChange> changes) {
    JsonNode marks = twin.tags().path(TwinLimits.RESERVED_TAG);
    List<LeafChange> dropped = new ArrayList<>();
    if (!marks.isObject()) {
      return dropped;
    }
    List<Map.Entry<String, JsonNode>> oldest =
        marks.properties().stream()
            .filter(mark -> !kept.contains(mark.getKey()))
            .sorted(
                Comparator.comparing((Map.Entry<String, JsonNode> mark) -> mayBeUnderWay(mark))
                    .thenComparing(mark -> mark.getValue().path("at").asText()))
            .toList();
    for (Map.Entry<String, JsonNode> mark : oldest) {
      if (size(twin, changes, dropped) <= TAGS_BYTES) {
        break;
      }
      dropped.add(new RemoveLeaf(Marker.ROOT.child(mark.getKey())));
    }
    return dropped;
  }

  /** A mark without a result may be of a rollout that has not ended. */
  private static boolean mayBeUnderWay(Map.Entry<String, JsonNode> mark) {
    return !mark.getValue().has("result");
  }

  private static long size(Twin twin, List<LeafChange> changes, List<LeafChange> dropped) {
    MergePatch patch = MergePatch.of(Stream.concat(changes.stream(), dropped.stream()).toList());
    return TwinLimits.size(MergePatch.merge(twin.tags(), patch.tags()));
  }
}
