package io.twinoperator.emulator.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A reference to a value of a row, such as {@code tags.location.floor}.
 *
 * @param root the first segment in lower case: built-in fields are found whatever the case
 * @param segments all segments as written, at least one
 */
public record Path(String root, List<String> segments) {

  /** Keeps its own copy of the segments. */
  public Path {
    segments = List.copyOf(segments);
  }

  /** A path of at least one segment. */
  public static Path of(List<String> segments) {
    return new Path(segments.get(0).toLowerCase(Locale.ROOT), segments);
  }

  /** As one would write it, without escapes. */
  public String text() {
    return String.join(".", segments);
  }

  /** The last segment as written. */
  public String last() {
    return segments.get(segments.size() - 1);
  }

  /** Whether both name the same value. */
  boolean isSameAs(Path other) {
    return canonical().equals(other.canonical());
  }

  /** One path for all spellings of the root. */
  Path canonical() {
    List<String> spelled = new ArrayList<>(segments);
    spelled.set(0, root);
    return new Path(root, spelled);
  }
}
