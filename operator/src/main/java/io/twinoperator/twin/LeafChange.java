package io.twinoperator.twin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;

/** A change of one leaf in a twin. */
public sealed interface LeafChange {

  /** The leaf. */
  LeafPath path();

  /** The result of the function for this kind of change. */
  <T> T fold(Function<SetLeaf, T> set, Function<RemoveLeaf, T> remove);

  /**
   * The leaf gets a value.
   *
   * @param path the leaf
   * @param value the value: no null, and no object with members, which a hub would merge
   * @param cause why
   */
  record SetLeaf(LeafPath path, JsonNode value, Cause cause) implements LeafChange {

    /** Refuses a value that a merge patch would take as something else. */
    public SetLeaf {
      if (value.isNull() || value.isMissingNode() || (value.isObject() && !value.isEmpty())) {
        throw new IllegalArgumentException(
            "%s cannot be set to %s: only a value that is no object is a leaf"
                .formatted(path, value.getNodeType()));
      }
    }

    @Override
    public <T> T fold(Function<SetLeaf, T> set, Function<RemoveLeaf, T> remove) {
      return set.apply(this);
    }
  }

  /**
   * The leaf goes away.
   *
   * @param path the leaf; it must be present in the twin when the patch is sent
   */
  record RemoveLeaf(LeafPath path) implements LeafChange {

    @Override
    public <T> T fold(Function<SetLeaf, T> set, Function<RemoveLeaf, T> remove) {
      return remove.apply(this);
    }
  }
}
