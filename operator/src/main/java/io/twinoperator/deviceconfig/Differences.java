package io.twinoperator.deviceconfig;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafDifference;
import io.twinoperator.twin.Diff;
import io.twinoperator.twin.LeafChange.SetLeaf;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Twin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a twin has otherwise than is asked, for status and in words; pure.
 *
 * @param all in the order of their paths
 */
record Differences(List<LeafDifference> all) {

  /** Differences that status names; the count of all stands in the message. */
  static final int MAX_SHOWN = 32;

  /**
   * What writing would change, and the leaves that another shape stands in the way of.
   *
   * @param wanted the leaves that were compared
   */
  static Differences of(Diff diff, Map<LeafPath, JsonNode> wanted, Twin twin) {
    SortedMap<LeafPath, LeafDifference> found = new TreeMap<>();
    diff.changes()
        .forEach(
            change ->
                found.put(
                    change.path(),
                    difference(change.path(), change.fold(SetLeaf::value, remove -> null), twin)));
    diff.conflicts()
        .forEach(
            conflict ->
                found.put(
                    conflict.path(),
                    difference(conflict.path(), wanted.get(conflict.path()), twin)));
    return new Differences(new ArrayList<>(found.values()));
  }

  private static LeafDifference difference(LeafPath path, @Nullable JsonNode expected, Twin twin) {
    return new LeafDifference(
        path.toString(), ShownValue.of(expected), ShownValue.of(twin.value(path).orElse(null)));
  }

  /** As many as status shows; null for none. */
  @Nullable List<LeafDifference> shown() {
    return all.isEmpty() ? null : List.copyOf(all.subList(0, Math.min(MAX_SHOWN, all.size())));
  }

  /** The first in words, and how many more there are. */
  String sentence() {
    LeafDifference first = all.get(0);
    String more = all.size() == 1 ? "" : " (and %d more differ)".formatted(all.size() - 1);
    return "%s should be %s, the twin has %s%s"
        .formatted(
            first.path(),
            ShownValue.text(first.expected()),
            ShownValue.text(first.observed()),
            more);
  }
}
