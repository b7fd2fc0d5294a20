package io.twinoperator.fleetrollout.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.twin.JsonValues;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Twin;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What the leaves of a rollout's change were on a device before the write, each a value or absent.
 *
 * @param leaves in the order of the change
 */
public record BeforeImage(List<Leaf> leaves) {

  /** Copies the list. */
  public BeforeImage {
    leaves = List.copyOf(leaves);
  }

  /** What is known of the objects that an absent leaf would have stood in. */
  static final int ALL_THERE = -1;

  /**
   * One leaf.
   *
   * @param path in text
   * @param value empty if it was absent
   * @param there of an absent leaf, how many keys of its path were there; what is below them is
   *     created by a write. -1 where all but the last were, or that is not known
   */
  public record Leaf(String path, Optional<JsonNode> value, int there) {

    /** A leaf of which no more is known. */
    public Leaf(String path, Optional<JsonNode> value) {
      this(path, value, ALL_THERE);
    }
  }

  /** What these leaves are in a twin. */
  public static BeforeImage of(Stream<LeafPath> paths, Twin twin) {
    return new BeforeImage(
        paths.map(path -> new Leaf(path.toString(), twin.value(path), there(path, twin))).toList());
  }

  /** What these leaves are by a lookup. */
  public static BeforeImage of(
      Stream<LeafPath> paths, Function<LeafPath, Optional<JsonNode>> value) {
    return new BeforeImage(
        paths.map(path -> new Leaf(path.toString(), value.apply(path))).toList());
  }

  private static int there(LeafPath path, Twin twin) {
    int keys = 0;
    JsonNode node = twin.section(path.section());
    while (keys < path.keys().size() - 1 && node.path(path.keys().get(keys)).isObject()) {
      node = node.path(path.keys().get(keys));
      keys++;
    }
    return keys == path.keys().size() - 1 ? ALL_THERE : keys;
  }

  /** The leaf of a path; empty if it is not of this image. */
  public Optional<Leaf> leaf(LeafPath path) {
    String text = path.toString();
    return leaves.stream().filter(leaf -> leaf.path().equals(text)).findFirst();
  }

  /** What a leaf was; empty if it was absent. */
  public Optional<JsonNode> value(LeafPath path) {
    return leaf(path).flatMap(Leaf::value);
  }

  /**
   * Whether another image says all that this one does: the same leaves with equal values, numbers
   * compared as numbers, and none of which more is known here.
   */
  public boolean isCoveredBy(BeforeImage other) {
    return leaves.size() == other.leaves.size()
        && leaves.stream()
            .allMatch(
                leaf ->
                    leaf.there() == ALL_THERE
                        && isEqual(leaf.value(), other.value(LeafPath.parse(leaf.path()))));
  }

  private static boolean isEqual(Optional<JsonNode> one, Optional<JsonNode> other) {
    return one.isPresent() == other.isPresent()
        && (one.isEmpty() || JsonValues.equal(one.get(), other.orElseThrow()));
  }
}
