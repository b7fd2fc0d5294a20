package io.twinoperator.emulator.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.fault.FaultKind.Moment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Rules in JSON, by the names of {@link FaultText}. */
public final class FaultJson {
  private FaultJson() {}

  /**
   * A rule from {@code {"operation": "PATCH_TWIN", "status": 503}}.
   *
   * @throws IllegalArgumentException if it is none; the message says what to do
   */
  public static FaultRule parse(ObjectNode json) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      if (!entry.getValue().isValueNode() || entry.getValue().isNull()) {
        throw new IllegalArgumentException(
            entry.getKey() + " must be a text or a number, not " + entry.getValue().getNodeType());
      }
      values.put(entry.getKey(), entry.getValue().asText());
    }
    return FaultText.parse(values);
  }

  /** A rule in place with its id and {@code asked} and {@code fired}, how often it was and did. */
  public static ObjectNode render(PlacedFault fault) {
    FaultRule rule = fault.rule();
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("id", fault.id());
    if (!rule.operations().isEmpty()) {
      json.put("operation", String.join("|", new TreeSet<>(rule.operations())));
    }
    rule.device().ifPresent(device -> json.put("device", device.pattern()));
    rule.hub().ifPresent(hub -> json.put("hub", hub));
    json.put("probability", rule.probability());
    rule.count().ifPresent(count -> json.put("count", count));
    rule.kind()
        .fold(
            new FaultKind.Cases<>(
                answer ->
                    json.put("status", answer.error().httpStatus())
                        .put("code", answer.error().digits())
                        .put("when", word(answer.moment())),
                reset -> json.put("reset", word(reset.moment())),
                garble -> json.put("garble", word(garble.moment())),
                delay -> json.put("delay", seconds(delay.time())),
                stale -> json.put("queryLag", seconds(stale.lag())),
                drop -> json.put("connection", "drop"),
                duplicate -> json.put("notification", "duplicate")));
    return json.put("asked", fault.asked()).put("fired", fault.fired());
  }

  private static String word(Moment moment) {
    return moment.name().toLowerCase(Locale.ROOT);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
