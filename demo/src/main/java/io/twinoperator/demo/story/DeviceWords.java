package io.twinoperator.demo.story;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a device says by a change of its reported properties; pure.
 *
 * @param atFirst its reported properties at the start; what it has said all along is no news
 * @param before those at the last look
 * @param after those now
 */
record DeviceWords(JsonNode atFirst, JsonNode before, JsonNode after) {
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

  /** A phrase for each property that has changed. */
  List<String> list() {
    List<String> words = new ArrayList<>();
    for (Map.Entry<String, JsonNode> property : after.properties()) {
      String name = property.getKey();
      if (!SMALL_TALK.contains(name) && hasNews(name)) {
        words.add(phrase(name, property.getValue()));
      }
    }
    return words;
  }

  private boolean hasNews(String name) {
    JsonNode now = after.path(name);
    JsonNode old = before.path(name);
    boolean sameValue = valueOf(old).equals(valueOf(now));
    boolean sameAnswer = !isAcknowledged(old) || old.path("ac").equals(now.path("ac"));
    boolean asAlways = sameValue && valueOf(atFirst.path(name)).equals(valueOf(now));
    return !asAlways && !(sameValue && sameAnswer);
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
