package io.twinoperator.twin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What counts as a device's confirmation of a desired leaf, and where the device reports it.
 *
 * @param rule what counts
 * @param reportedAt keys in reported by a desired leaf or a prefix of one; what is not listed is
 *     reported under the keys under which it is desired
 */
public record Confirmation(Rule rule, Map<LeafPath, List<String>> reportedAt) {

  /** What counts. */
  public enum Rule {
    /** An acknowledgement; without one, an equal reported value. */
    AUTO,
    /** An acknowledgement alone. */
    ACKNOWLEDGED,
    /** An equal reported value alone, also one inside an acknowledgement, whatever its code. */
    EQUAL
  }

  /** An acknowledgement or an equal value, under the same keys. */
  public static final Confirmation STANDARD = new Confirmation(Rule.AUTO, Map.of());

  /** Copies the map. */
  public Confirmation {
    reportedAt = Map.copyOf(reportedAt);
  }

  /**
   * Where in reported the device tells of a desired leaf: by the longest prefix that is listed,
   * with the keys after it.
   */
  public List<String> reportedKeys(LeafPath leaf) {
    for (int length = leaf.keys().size(); length > 0 && !reportedAt.isEmpty(); length--) {
      List<String> mapped =
          reportedAt.get(new LeafPath(leaf.section(), leaf.keys().subList(0, length)));
      if (mapped != null) {
        List<String> keys = new ArrayList<>(mapped);
        keys.addAll(leaf.keys().subList(length, leaf.keys().size()));
        return List.copyOf(keys);
      }
    }
    return leaf.keys();
  }
}
