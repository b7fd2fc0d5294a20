package io.twinoperator.fleetrollout.spec;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.twinoperator.spec.SpecProblems;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Section;
import io.twinoperator.twin.TwinLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads single fields of one spec, with a default for what is missing or wrong, and collects what
 * is wrong.
 */
final class SpecFields {
  /** No longer than the longest duration that can be written at all. */
  static final Duration LONGEST = Duration.ofDays(365);

  /** The most devices that a hub can have. */
  static final int MOST_DEVICES = 1_000_000;

  private final SpecProblems problems = new SpecProblems();

  /** What is wrong so far, and where more is put down. */
  SpecProblems problems() {
    return problems;
  }

  void refuse(String field, String rule) {
    problems.add(field, rule);
  }

  Duration duration(String field, @Nullable String text, Duration otherwise, Duration least) {
    return problems.duration(field, text, otherwise, least, LONGEST);
  }

  int number(String field, @Nullable Integer value, int otherwise, int least, int most) {
    if (value == null) {
      return otherwise;
    }
    if (value < least || value > most) {
      refuse(field, "%d is outside %d to %d".formatted(value, least, most));
      return otherwise;
    }
    return value;
  }

  OptionalInt devices(String field, @Nullable Integer value) {
    return value == null
        ? OptionalInt.empty()
        : OptionalInt.of(number(field, value, 1, 1, MOST_DEVICES));
  }

  Amount amount(String field, @Nullable IntOrString value, Amount otherwise, int least) {
    return value == null
        ? otherwise
        : parsed(field, () -> Amount.parse(value, least)).orElse(otherwise);
  }

  /**
   * A condition that is whole in itself.
   *
   * @param longest characters
   */
  String condition(String field, String text, int longest) {
    if (text.length() > longest) {
      refuse(
          field,
          "is %d characters long, the limit is %d: mark the devices with a tag and ask for that"
              .formatted(text.length(), longest));
    } else {
      QueryCondition.flaw(text).ifPresent(flaw -> refuse(field, flaw));
    }
    return text;
  }

  /** Paths of tags, each once. */
  List<LeafPath> tags(String field, @Nullable List<String> texts) {
    Set<LeafPath> paths = new LinkedHashSet<>();
    List<String> given = texts == null ? List.of() : texts;
    for (int i = 0; i < given.size(); i++) {
      String at = "%s[%d]".formatted(field, i);
      String text = given.get(i);
      path(at, text)
          .ifPresent(
              path -> {
                if (path.section() != Section.TAGS) {
                  refuse(at, "'%s' is no tag: write it like tags.location.site".formatted(text));
                } else if (!paths.add(path)) {
                  refuse(at, "'%s' is listed twice: keep one".formatted(text));
                }
              });
    }
    if (given.isEmpty() && texts != null) {
      refuse(field, "names no tag: name at least one, or leave it out");
    }
    return new ArrayList<>(paths);
  }

  /** A path that IoT Hub's rules allow. */
  Optional<LeafPath> path(String field, String text) {
    Optional<LeafPath> read = parsed(field, () -> LeafPath.parse(text));
    read.ifPresent(
        path ->
            TwinLimits.check(path)
                .forEach(v -> refuse(field, "'%s': %s".formatted(text, v.rule()))));
    return read.filter(path -> TwinLimits.check(path).isEmpty());
  }

  /** What the parser makes of a text; what it throws is put down as wrong. */
  <T> Optional<T> parsed(String field, Supplier<T> parser) {
    try {
      return Optional.of(parser.get());
    } catch (IllegalArgumentException e) {
      refuse(field, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }
}
