package io.twinoperator.twin;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What was last applied to a leaf that we manage.
 *
 * @param path the leaf
 * @param hash {@link JsonValues#hash} of the value
 * @param desiredVersion the version of desired at which it was written, 0 for a tag; {@link
 *     #INTENDED} while the write has been recorded but is not known to have been made
 */
public record AppliedLeaf(LeafPath path, String hash, long desiredVersion) {

  /** The version of a leaf whose write was recorded beforehand and not yet confirmed. */
  public static final long INTENDED = -1;

  /**
   * The record to store before a write. Should the operator die before the write, the difference
   * that the next pass finds is then our own unfinished change and not drift.
   */
  public static AppliedLeaf intended(LeafPath path, JsonNode value) {
    return new AppliedLeaf(path, JsonValues.hash(value), INTENDED);
  }

  /** The record of a value that stands in the twin now. */
  public static AppliedLeaf applied(LeafPath path, JsonNode value, Twin twin) {
    return new AppliedLeaf(path, JsonValues.hash(value), twin.lastUpdatedVersion(path));
  }

  /** Whether the write is not known to have been made. */
  public boolean isIntended() {
    return desiredVersion == INTENDED;
  }
}
