package io.twinoperator.spec;

import io.twinoperator.time.GoDuration;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Section;
import io.twinoperator.twin.TwinLimits;
import io.twinoperator.twin.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads fields of a spec and collects all that is wrong with them, each by its path. */
public final class SpecProblems {

  private static final int MAX_KEYS_CHARS = 1024;

  private final List<Violation> found = new ArrayList<>();

  /** What was wrong so far; empty if nothing. */
  public List<Violation> found() {
    return List.copyOf(found);
  }

  /** Takes note of a rule that a field breaks. */
  public void add(String field, String rule) {
    found.add(new Violation(field, rule));
  }

  /**
   * Reads a duration within bounds, or the default where there is none or a wrong one.
   *
   * @param least the shortest that is allowed
   * @param most the longest
   */
  public Duration duration(
      String field, @Nullable String text, Duration otherwise, Duration least, Duration most) {
    if (text == null) {
      return otherwise;
    }
    try {
      Duration duration = GoDuration.parse(text);
      if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
        return duration;
      }
      add(
          field,
          "%s is outside %s to %s"
              .formatted(text, GoDuration.format(least), GoDuration.format(most)));
    } catch (IllegalArgumentException e) {
      add(field, String.valueOf(e.getMessage()));
    }
    return otherwise;
  }

  /** Reads keys below the root of desired or reported; empty if they break a rule. */
  public Optional<LeafPath> keys(String field, String root, String text) {
    int before = found.size();
    List<String> keys = List.of(text.split("\\.", -1));
    if (text.length() > MAX_KEYS_CHARS) {
      add(
          field,
          "is %d characters long, the limit is %d: name a shorter prefix"
              .formatted(text.length(), MAX_KEYS_CHARS));
    } else if (keys.contains("")) {
      add(
          field,
          "'%s' has an empty key: write keys with dots between, such as config.interval"
              .formatted(text));
    } else if (keys.get(0).equals(root)) {
      add(field, "'%s' is taken below %s already: leave out '%s.'".formatted(text, root, root));
    } else {
      LeafPath path = new LeafPath(Section.DESIRED, keys);
      TwinLimits.check(path).forEach(v -> add(field, "'%s': %s".formatted(text, v.rule())));
      return found.size() == before ? Optional.of(path) : Optional.empty();
    }
    return Optional.empty();
  }
}
