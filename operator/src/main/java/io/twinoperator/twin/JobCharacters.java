package io.twinoperator.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The characters that IoT Hub documents for twin changes made by a job, in names and in string
 * values: printable US-ASCII without {@code $ ( ) < > @ , ; : \ " / [ ] ? = { }} and space (article
 * "Schedule jobs on multiple devices"). A direct patch takes more, so what breaks this rule can
 * still be written device by device.
 */
public final class JobCharacters {

  private static final String EXCLUDED = "$()<>@,;:\\\"/[]?={}";

  private final List<Violation> violations = new ArrayList<>();

  private JobCharacters() {}

  /** Names and strings that a job may not carry; empty if none. A null is a removal and passes. */
  public static List<Violation> check(@Nullable ObjectNode tags, @Nullable ObjectNode desired) {
    JobCharacters characters = new JobCharacters();
    if (tags != null) {
      characters.checkMembers(Section.TAGS.jsonName(), tags);
    }
    if (desired != null) {
      characters.checkMembers(Section.DESIRED.jsonName(), desired);
    }
    return List.copyOf(characters.violations);
  }

  /** Names in a path that a job may not carry; empty if none. */
  public static List<Violation> check(LeafPath path) {
    JobCharacters characters = new JobCharacters();
    path.keys().forEach(key -> characters.checkText(path.toString(), "key", key));
    return List.copyOf(characters.violations);
  }

  private void checkMembers(String path, JsonNode object) {
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      String below = path + "." + member.getKey();
      checkText(below, "key", member.getKey());
      checkValue(below, member.getValue());
    }
  }

  private void checkValue(String path, JsonNode value) {
    if (value.isObject()) {
      checkMembers(path, value);
    } else if (value.isArray()) {
      int index = 0;
      for (JsonNode item : value) {
        checkValue("%s[%d]".formatted(path, index++), item);
      }
    } else if (value.isTextual()) {
      checkText(path, "string", value.textValue());
    }
  }

  private void checkText(String path, String kind, String text) {
    firstExcluded(text)
        .ifPresent(
            c ->
                violations.add(
                    new Violation(
                        path,
                        "the %s holds %s, which a job may not carry: write it by twin patch, or use other characters"
                            .formatted(kind, shown(c)))));
  }

  private static Optional<Integer> firstExcluded(String text) {
    return text.codePoints()
        .filter(c -> c <= ' ' || c > '~' || EXCLUDED.indexOf(c) >= 0)
        .boxed()
        .findFirst();
  }

  private static String shown(int codePoint) {
    return codePoint > ' ' && codePoint <= '~'
        ? "'%c'".formatted(codePoint)
        : "U+%04X".formatted(codePoint);
  }
}
