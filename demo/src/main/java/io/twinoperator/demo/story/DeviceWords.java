package io.twinoperator.demo.story;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a device says by a change of its reported properties; pure. */
final class DeviceWords {
  /** Reported all the time, or by the hub itself. */
  private static final Set<String> SMALL_TALK =
      Set.of(
          "systemHealth",
          "networkInfo",
          "batteryLevel",
          "lastReportTime",
          "lastBootTime",
          "$metadata",
          "$version");

  private static final String FIRMWARE_UPDATE = "firmwareUpdate";

  private DeviceWords() {}

  /** A phrase for each property that has changed. */
  static List<String> between(JsonNode before, JsonNode after) {
    List<String> words = new ArrayList<>();
    for (Map.Entry<String, JsonNode> property : after.properties()) {
      String name = property.getKey();
      if (!SMALL_TALK.contains(name) && hasNews(before.path(name), property.getValue())) {
        words.add(phrase(name, property.getValue()));
      }
    }
    return words;
  }

  /** The same value acknowledged anew is no news. */
  private static boolean hasNews(JsonNode before, JsonNode after) {
    boolean sameValue = valueOf(before).equals(valueOf(after));
    boolean sameCode = !isAcknowledged(before) || before.path("ac").equals(after.path("ac"));
    return !(sameValue && sameCode);
  }

  private static String phrase(String name, JsonNode value) {
    if (name.equals(FIRMWARE_UPDATE)) {
      return "firmware %s: %s"
          .formatted(States.text(value.path("targetVersion")), States.text(value.path("status")));
    }
    if (isAcknowledged(value)) {
      return "%s %s (%s %s)"
          .formatted(
              name,
              States.text(value.path("value")),
              States.text(value.path("ac")),
              States.text(value.path("ad")));
    }
    return name + " " + States.text(value);
  }

  private static boolean isAcknowledged(JsonNode value) {
    return value.path("ac").isInt() && value.path("av").isIntegralNumber();
  }

  private static JsonNode valueOf(JsonNode value) {
    return isAcknowledged(value) ? value.path("value") : value;
  }
}
