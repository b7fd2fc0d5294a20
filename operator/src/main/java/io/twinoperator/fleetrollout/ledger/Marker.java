package io.twinoperator.fleetrollout.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Section;
import io.twinoperator.twin.Sha256;
import io.twinoperator.twin.Twin;
import io.twinoperator.twin.TwinLimits;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a rollout leaves on each device that it writes, at {@code tags.twinOperator.r<hash8>}, in
 * the same patch as its change. It is made of characters that a job may carry, so its time has no
 * colon.
 *
 * @param revision what was rolled out
 * @param wave name of the wave
 * @param at when, to the second; empty if it cannot be read
 * @param result how it ended on this device; empty while it has not been undone
 */
public record Marker(String revision, String wave, Optional<Instant> at, Optional<String> result) {

  /** The result of a device that was given back what it had. */
  public static final String ROLLED_BACK = "RolledBack";

  /** The tag under which all markers are. */
  public static final LeafPath ROOT = LeafPath.of(Section.TAGS, TwinLimits.RESERVED_TAG);

  private static final DateTimeFormatter BASIC_TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final int HASH_CHARS = 8;
  private static final String REVISION = "rev";
  private static final String WAVE = "wave";

  /** The member that says when. */
  public static final String AT = "at";

  private static final String RESULT = "result";

  /** The marker of a device that is written now. */
  public static Marker written(String revision, String wave, Instant now) {
    return new Marker(revision, wave, Optional.of(now), Optional.empty());
  }

  /** The same on a device that was given back what it had. */
  public Marker rolledBack() {
    return new Marker(revision, wave, at, Optional.of(ROLLED_BACK));
  }

  /** The key of a rollout's marker: {@code r} and 8 hexadecimal characters of its name's hash. */
  public static String key(RolloutKey rollout) {
    byte[] name = (rollout.namespace() + "/" + rollout.name()).getBytes(StandardCharsets.UTF_8);
    return "r" + Sha256.hex(name).substring(0, HASH_CHARS);
  }

  /** Where a rollout's marker is in a twin. */
  public static LeafPath path(RolloutKey rollout) {
    return ROOT.child(key(rollout));
  }

  /** The marker as it stands in the twin. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(REVISION, revision);
    json.put(WAVE, wave);
    at.ifPresent(time -> json.put(AT, BASIC_TIME.format(time)));
    result.ifPresent(text -> json.put(RESULT, text));
    return json;
  }

  /** The marker of a rollout in a twin; empty if there is none. */
  public static Optional<Marker> of(RolloutKey rollout, Twin twin) {
    return twin.value(path(rollout)).filter(JsonNode::isObject).map(Marker::read);
  }

  /**
   * All markers by their key, from the value of {@code tags.twinOperator} in a twin or in a row of
   * a query; what is no marker is left out.
   */
  public static Map<String, Marker> all(JsonNode tag) {
    Map<String, Marker> markers = new TreeMap<>();
    for (Map.Entry<String, JsonNode> member : tag.properties()) {
      if (member.getValue().path(REVISION).isTextual()) {
        markers.put(member.getKey(), read(member.getValue()));
      }
    }
    return markers.isEmpty() ? Map.of() : Map.copyOf(markers);
  }

  private static Marker read(JsonNode json) {
    return new Marker(
        json.path(REVISION).asText(),
        json.path(WAVE).asText(),
        time(json.path(AT).asText()),
        Optional.ofNullable(json.path(RESULT).textValue()));
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(LocalDateTime.parse(text, BASIC_TIME).toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
