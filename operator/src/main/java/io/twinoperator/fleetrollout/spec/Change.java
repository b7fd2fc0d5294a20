package io.twinoperator.fleetrollout.spec;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.twin.LeafPath;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The change that each device gets.
 *
 * @param set leaves to set
 * @param remove leaves to remove; none is set, lies in one that is set, or holds one
 */
public record Change(SortedMap<LeafPath, JsonNode> set, SortedSet<LeafPath> remove) {
  /** Copies both. */
  public Change {
    set = Collections.unmodifiableSortedMap(new TreeMap<>(set));
    remove = Collections.unmodifiableSortedSet(new TreeSet<>(remove));
  }

  /** Every leaf that is changed. */
  public Stream<LeafPath> paths() {
    return Stream.concat(set.keySet().stream(), remove.stream());
  }
}
