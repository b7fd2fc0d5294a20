package io.twinoperator.twin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What was last applied to a leaf that we manage.
 *
 * @param path the leaf
 * @param hash {@link JsonValues#hash} of the value
 * @param desiredVersion the version of desired at which it was written, 0 for a tag; {@link
 *     #INTENDED} while the write has been recorded but is not known to have been made
 * @param formerHash hash of the value applied before, while a write is not known to have been made
 */
public record AppliedLeaf(
    LeafPath path, String hash, long desiredVersion, Optional<String> formerHash) {

  /** The version of a leaf whose write was recorded beforehand and not yet confirmed. */
  public static final long INTENDED = -1;

  /** A leaf whose value is known to have been written. */
  public AppliedLeaf(LeafPath path, String hash, long desiredVersion) {
    this(path, hash, desiredVersion, Optional.empty());
  }

  /**
   * The record to store before a first write. Should the operator die before the write, the
   * difference that the next pass finds is then our own unfinished change and not drift.
   */
  public static AppliedLeaf intended(LeafPath path, JsonNode value) {
    return new AppliedLeaf(path, JsonValues.hash(value), INTENDED);
  }

  /** The record to store before this leaf gets another value: until it has, both are ours. */
  public AppliedLeaf intending(JsonNode value) {
    Optional<String> standing = isIntended() ? formerHash : Optional.of(hash);
    return new AppliedLeaf(path, JsonValues.hash(value), INTENDED, standing);
  }

  /** The record of a value that stands in the twin now. */
  public static AppliedLeaf applied(LeafPath path, JsonNode value, Twin twin) {
    return new AppliedLeaf(path, JsonValues.hash(value), twin.lastUpdatedVersion(path));
  }

  /** Whether the write is not known to have been made. */
  public boolean isIntended() {
    return desiredVersion == INTENDED;
  }

  /** Whether a value of ours is known to have stood in the twin. */
  public boolean wasApplied() {
    return !isIntended() || formerHash.isPresent();
  }

  /** Whether a value is one that we applied, or the one that a write under way replaces. */
  public boolean isOurs(JsonNode value) {
    String found = JsonValues.hash(value);
    return found.equals(hash) || formerHash.filter(found::equals).isPresent();
  }
}
