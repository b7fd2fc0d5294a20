package io.twinoperator.fleetrollout.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.twin.JsonValues;
import io.twinoperator.twin.LeafPath;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Values of some tags in one text, by which devices are grouped: {@code tags.site=berlin}, or
 * {@code no tags.site} where there is none. Two texts are equal if, and only if, all values are.
 */
final class TagValues {

  /** The text where there is no tag to group by. */
  static final String ALL = "all devices";

  /** A string that cannot be taken for another value, nor for the end of one. */
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_.-]*");

  private TagValues() {}

  static String joined(List<LeafPath> tags, Function<LeafPath, Optional<JsonNode>> value) {
    return tags.isEmpty()
        ? ALL
        : tags.stream()
            .map(tag -> value.apply(tag).map(v -> tag + "=" + text(v)).orElse("no " + tag))
            .collect(Collectors.joining(", "));
  }

  private static String text(JsonNode value) {
    return value.isTextual() && isPlain(value.textValue())
        ? value.textValue()
        : JsonValues.canonical(value);
  }

  private static boolean isPlain(String text) {
    return PLAIN.matcher(text).matches() && !text.equals("true") && !text.equals("false");
  }
}
