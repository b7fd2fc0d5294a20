package io.twinoperator.deviceconfig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ReportedMirror;
import io.twinoperator.status.Excerpt;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** A bounded copy of the reported properties; pure. */
final class Mirror {

  /** Bytes of JSON that a mirror may have. */
  static final int MAX_BYTES = 8 * 1024;

  /** Names of what did not fit. */
  static final int MAX_NAMES = 20;

  /** Characters of one of them. */
  static final int MAX_NAME_CHARS = 128;

  private final ObjectNode copy = JsonNodeFactory.instance.objectNode();
  private final List<Piece> tooMuch = new ArrayList<>();
  private int bytes = 1; // the braces, less the comma that the last piece does not have

  private Mirror() {}

  /** What is copied or left out as a whole. */
  private record Piece(List<String> keys, JsonNode value, int bytes) {

    static Piece of(List<String> keys, JsonNode value) {
      // Each key with its quotes, colon and comma; each but the last with the braces of an object.
      int around = keys.stream().mapToInt(key -> size(TextNode.valueOf(key)) + 4).sum() - 2;
      return new Piece(keys, value, around + size(value));
    }

    String name() {
      return Excerpt.of(StorableJson.line(String.join(".", keys)), MAX_NAME_CHARS);
    }
  }

  /**
   * Copies what fits, leaving out the largest pieces first, and names these. A piece is a top-level
   * property, or what stands at one of the policy's paths.
   */
  static ReportedMirror of(ObjectNode reported, MirrorPolicy policy, Instant now) {
    ObjectNode stored = StorableJson.object(reported);
    Mirror mirror = new Mirror();
    policy.paths().map(paths -> pieces(stored, paths)).orElseGet(() -> pieces(stored)).stream()
        .sorted(
            Comparator.comparingInt(Piece::bytes)
                .thenComparing(Piece::name, Comparator.reverseOrder()))
        .forEach(mirror::add);
    return mirror.taken(now);
  }

  private static List<Piece> pieces(ObjectNode reported) {
    List<Piece> pieces = new ArrayList<>();
    for (Map.Entry<String, JsonNode> member : reported.properties()) {
      pieces.add(Piece.of(List.of(member.getKey()), member.getValue()));
    }
    return pieces;
  }

  /** A path below another one adds nothing. */
  private static List<Piece> pieces(ObjectNode reported, List<List<String>> paths) {
    List<Piece> pieces = new ArrayList<>();
    paths.stream()
        .filter(path -> paths.stream().noneMatch(other -> isBelow(path, other)))
        .distinct()
        .forEach(
            path -> {
              JsonNode value = at(reported, path);
              if (!value.isMissingNode()) {
                pieces.add(Piece.of(path, value));
              }
            });
    return pieces;
  }

  private static boolean isBelow(List<String> path, List<String> other) {
    return path.size() > other.size() && path.subList(0, other.size()).equals(other);
  }

  private static JsonNode at(ObjectNode reported, List<String> keys) {
    JsonNode node = reported;
    for (String key : keys) {
      node = node.path(key);
    }
    return node;
  }

  private void add(Piece piece) {
    if (bytes + piece.bytes() > MAX_BYTES) {
      tooMuch.add(0, piece);
      return;
    }
    bytes += piece.bytes();
    ObjectNode object = copy;
    List<String> keys = piece.keys();
    for (String key : keys.subList(0, keys.size() - 1)) {
      object = object.withObjectProperty(key);
    }
    object.set(keys.get(keys.size() - 1), piece.value());
  }

  private ReportedMirror taken(Instant now) {
    return new ReportedMirror(
        copy,
        tooMuch.isEmpty() ? null : tooMuch.stream().limit(MAX_NAMES).map(Piece::name).toList(),
        tooMuch.isEmpty() ? null : tooMuch.size(),
        now.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private static int size(JsonNode node) {
    return node.toString().getBytes(StandardCharsets.UTF_8).length;
  }
}
