package io.twinoperator.fleetrollout.plan;

import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.ledger.Marker;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Markers that the members of a new plan carry already.
 *
 * @param members how many members there are
 * @param own members that carry the marker of this rollout with this revision
 * @param rolledBack those of them that say that they were given back what they had
 * @param unmarked members that are to be written and do not carry it
 * @param unknown how many members carry each marker of which nobody here knows the rollout, by its
 *     key and revision
 */
public record Traces(
    int members, int own, int rolledBack, int unmarked, SortedMap<String, Integer> unknown) {

  /** Copies the map. */
  public Traces {
    unknown = Collections.unmodifiableSortedMap(new TreeMap<>(unknown));
  }

  /**
   * Counts the markers.
   *
   * @param known rollouts of which there is a ledger or a tombstone, or an object
   * @param isToBeWritten whether a device is enabled, nobody else's, and has not every leaf already
   */
  public static Traces of(
      RolloutKey self,
      String revision,
      Set<RolloutKey> known,
      Collection<FoundDevice> members,
      Predicate<String> isToBeWritten) {
    String ownKey = Marker.key(self);
    Set<String> knownKeys = known.stream().map(Marker::key).collect(Collectors.toSet());
    int own = 0;
    int rolledBack = 0;
    int unmarked = 0;
    SortedMap<String, Integer> unknown = new TreeMap<>();
    for (FoundDevice member : members) {
      Optional<Marker> mine =
          Optional.ofNullable(member.markers().get(ownKey))
              .filter(marker -> marker.revision().equals(revision));
      own += mine.isPresent() ? 1 : 0;
      rolledBack +=
          mine.flatMap(Marker::result).filter(Marker.ROLLED_BACK::equals).isPresent() ? 1 : 0;
      unmarked += mine.isEmpty() && isToBeWritten.test(member.deviceId()) ? 1 : 0;
      unknownOf(member, ownKey, revision, knownKeys)
          .forEach(name -> unknown.merge(name, 1, Integer::sum));
    }
    return new Traces(members.size(), own, rolledBack, unmarked, unknown);
  }

  /** A marker of the same name and another revision is explained by a tombstone, as any other. */
  private static Stream<String> unknownOf(
      FoundDevice member, String ownKey, String revision, Set<String> knownKeys) {
    return member.markers().entrySet().stream()
        .filter(entry -> !knownKeys.contains(entry.getKey()))
        .filter(entry -> !isOwn(entry, ownKey, revision))
        .map(entry -> entry.getKey() + " (revision " + entry.getValue().revision() + ")");
  }

  private static boolean isOwn(Map.Entry<String, Marker> entry, String key, String revision) {
    return entry.getKey().equals(key) && entry.getValue().revision().equals(revision);
  }
}
