package io.twinoperator.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * IoT Hub's rules for what a twin may hold, checked before any call.
 *
 * <p>Sizes and depth are those of the articles "Understand and use device twins" and "IoT Hub
 * quotas and throttling"; key characters, the ban on nulls in arrays and the counting of arrays
 * towards the depth are those of IoT Edge's hub, which took them from IoT Hub.
 */
public final class TwinLimits {

  /** Bytes of a key in UTF-8. */
  public static final int KEY_BYTES = 1024;

  /** Bytes of a string in UTF-8. */
  public static final int STRING_BYTES = 4096;

  /** Objects and arrays inside one another, below the section itself. */
  public static final int DEPTH = 10;

  /** The smallest integer, -2^52. */
  public static final long MIN_INTEGER = -(1L << 52);

  /** The greatest integer, 2^52 - 1. */
  public static final long MAX_INTEGER = (1L << 52) - 1;

  /** Bytes of all tags, as {@link #size} counts. */
  public static final int TAGS_BYTES = 8 * 1024;

  /** Bytes of all desired properties, as {@link #size} counts. */
  public static final int DESIRED_BYTES = 32 * 1024;

  /** The tag under which rollouts leave their markers; no spec may write it. */
  public static final String RESERVED_TAG = "twinOperator";

  private static final int NUMBER_BYTES = 8;
  private static final int BOOLEAN_BYTES = 4;
  private static final int SHOWN_KEY_CHARS = 40;

  private static final String DEPTH_EXCEEDED =
      "objects and arrays are nested %d deep, the limit is %d: flatten them";
  private static final String NULL_REFUSED =
      "null is no value: to remove the leaf leave it out, in a rollout list its path in 'remove'";
  private static final String NULL_IN_ARRAY =
      "null inside an array, where IoT Hub allows none: take it out";
  private static final String RESERVED =
      "is where rollouts leave their markers: choose another name than '%s'"
          .formatted(RESERVED_TAG);
  private static final String SPEC_TOO_LARGE =
      "is %d bytes as IoT Hub counts, the limit is %d: take something out";
  private static final String RESULT_TOO_LARGE =
      "would be %d bytes with what the twin of %s holds already, the limit is %d: take something out of either";

  private final List<Violation> violations = new ArrayList<>();

  private TwinLimits() {}

  /** All rules that a spec breaks by itself, whatever is in the twin; empty if none. */
  public static List<Violation> check(@Nullable ObjectNode tags, @Nullable ObjectNode desired) {
    TwinLimits limits = new TwinLimits();
    if (tags != null) {
      limits.checkSection(Section.TAGS, tags);
      if (tags.has(RESERVED_TAG)) {
        limits.add("tags." + RESERVED_TAG, RESERVED);
      }
    }
    if (desired != null) {
      limits.checkSection(Section.DESIRED, desired);
    }
    return List.copyOf(limits.violations);
  }

  /** All rules that a path breaks, such as one in a rollout's {@code remove}; empty if none. */
  public static List<Violation> check(LeafPath path) {
    TwinLimits limits = new TwinLimits();
    path.keys().forEach(key -> limits.checkKey(path.toString(), key));
    int depth = path.keys().size() - 1;
    if (depth > DEPTH) {
      limits.add(path.toString(), DEPTH_EXCEEDED.formatted(depth, DEPTH));
    }
    if (path.section() == Section.TAGS && path.keys().get(0).equals(RESERVED_TAG)) {
      limits.add(path.toString(), RESERVED);
    }
    return List.copyOf(limits.violations);
  }

  /**
   * The sections that would outgrow the hub's limit once the patch is merged; empty if none. A
   * section that is over it already may still shrink: the hub may count what its documents do not
   * mention in another way, and taking something out must never be refused.
   */
  public static List<Violation> checkResult(Twin twin, MergePatch patch) {
    TwinLimits limits = new TwinLimits();
    for (Section section : Section.values()) {
      ObjectNode change = patch.section(section);
      if (!change.isEmpty()) {
        long before = size(twin.section(section));
        long size = size(MergePatch.merge(twin.section(section), change));
        if (size > maxBytes(section) && size > before) {
          limits.add(
              section.jsonName(),
              RESULT_TOO_LARGE.formatted(size, twin.deviceId(), maxBytes(section)));
        }
      }
    }
    return List.copyOf(limits.violations);
  }

  /**
   * The size of a section as IoT Hub documents it: keys and values of all properties, keys and
   * strings in UTF-8 without C0 and C1 control characters, a number 8 bytes, a boolean 4, objects
   * recursively. {@code $etag}, {@code $version} and {@code $metadata} do not count. The documents
   * do not mention arrays; here they count as their elements.
   */
  public static long size(ObjectNode section) {
    long size = 0;
    for (Map.Entry<String, JsonNode> member : section.properties()) {
      switch (member.getKey()) {
        case "$etag", "$version", "$metadata" -> {}
        default -> size += textSize(member.getKey()) + valueSize(member.getValue());
      }
    }
    return size;
  }

  private static long valueSize(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> {
        long size = 0;
        for (Map.Entry<String, JsonNode> member : value.properties()) {
          size += textSize(member.getKey()) + valueSize(member.getValue());
        }
        yield size;
      }
      case ARRAY -> {
        long size = 0;
        for (JsonNode item : value) {
          size += valueSize(item);
        }
        yield size;
      }
      case STRING -> textSize(value.textValue());
      case NUMBER -> NUMBER_BYTES;
      case BOOLEAN -> BOOLEAN_BYTES;
      case NULL, BINARY, MISSING, POJO -> 0;
    };
  }

  private static long textSize(String text) {
    long controls = text.chars().filter(c -> c < 0x20).count();
    long twoByteControls = text.chars().filter(c -> c >= 0x80 && c < 0xA0).count();
    return utf8Bytes(text) - controls - 2 * twoByteControls;
  }

  private static int utf8Bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static int maxBytes(Section section) {
    return switch (section) {
      case TAGS -> TAGS_BYTES;
      case DESIRED -> DESIRED_BYTES;
    };
  }

  private void checkSection(Section section, ObjectNode root) {
    checkMembers(section.jsonName(), root, 0, NULL_REFUSED);
    long size = size(root);
    if (size > maxBytes(section)) {
      add(section.jsonName(), SPEC_TOO_LARGE.formatted(size, maxBytes(section)));
    }
  }

  private void checkMembers(String path, JsonNode object, int depth, String nullRule) {
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      String below = path + "." + shown(member.getKey());
      checkKey(below, member.getKey());
      checkValue(below, member.getValue(), depth, nullRule);
    }
  }

  private void checkValue(String path, JsonNode value, int depth, String nullRule) {
    switch (value.getNodeType()) {
      case OBJECT -> {
        if (mayNest(path, depth + 1)) {
          checkMembers(path, value, depth + 1, nullRule);
        }
      }
      case ARRAY -> {
        if (mayNest(path, depth + 1)) {
          checkItems(path, value, depth + 1);
        }
      }
      case STRING -> checkString(path, value.textValue());
      case NUMBER -> checkNumber(path, value);
      case NULL -> add(path, nullRule);
      case BOOLEAN -> {}
      case BINARY, MISSING, POJO -> add(path, "is no JSON value: write it as a string");
    }
  }

  private void checkItems(String path, JsonNode array, int depth) {
    int index = 0;
    for (JsonNode item : array) {
      checkValue("%s[%d]".formatted(path, index++), item, depth, NULL_IN_ARRAY);
    }
  }

  private boolean mayNest(String path, int depth) {
    if (depth > DEPTH) {
      add(path, DEPTH_EXCEEDED.formatted(depth, DEPTH));
    }
    return depth <= DEPTH;
  }

  private void checkKey(String path, String key) {
    if (key.isEmpty()) {
      add(path, "a key is empty: give it a name");
    }
    int bytes = utf8Bytes(key);
    if (bytes > KEY_BYTES) {
      add(
          path,
          "the key is %d bytes long, the limit is %d: shorten it".formatted(bytes, KEY_BYTES));
    }
    forbiddenIn(key)
        .ifPresent(
            c ->
                add(
                    path,
                    "the key holds %s; IoT Hub allows no '.', '$', '#', space or control character in a key: rename it"
                        .formatted(shownCharacter(c))));
  }

  private static Optional<Integer> forbiddenIn(String key) {
    return key.codePoints()
        .filter(
            c ->
                c == '.'
                    || c == '$'
                    || c == '#'
                    || Character.isISOControl(c)
                    || Character.isWhitespace(c)
                    || Character.isSpaceChar(c))
        .boxed()
        .findFirst();
  }

  private void checkString(String path, String text) {
    int bytes = utf8Bytes(text);
    if (bytes > STRING_BYTES) {
      add(
          path,
          "the string is %d bytes long, the limit is %d: shorten it or spread it over several keys"
              .formatted(bytes, STRING_BYTES));
    }
  }

  private void checkNumber(String path, JsonNode number) {
    if (number.isIntegralNumber()) {
      BigInteger value = number.bigIntegerValue();
      if (value.compareTo(BigInteger.valueOf(MIN_INTEGER)) < 0
          || value.compareTo(BigInteger.valueOf(MAX_INTEGER)) > 0) {
        add(
            path,
            "the integer %s is outside %d to %d: write it as a string"
                .formatted(shown(value.toString()), MIN_INTEGER, MAX_INTEGER));
      }
    }
  }

  private void add(String path, String rule) {
    violations.add(new Violation(path, rule));
  }

  private static String shown(String key) {
    String printable = key.replaceAll("\\p{Cntrl}", "?");
    return printable.codePointCount(0, printable.length()) <= SHOWN_KEY_CHARS
        ? printable
        : printable.substring(0, printable.offsetByCodePoints(0, SHOWN_KEY_CHARS)) + "...";
  }

  private static String shownCharacter(int codePoint) {
    return codePoint > ' ' && codePoint < 0x7F
        ? "'%c'".formatted(codePoint)
        : "U+%04X".formatted(codePoint);
  }
}
