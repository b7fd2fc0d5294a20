package io.twinoperator.fleetrollout;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Looks at the twins on the hub after each pass, and knows nothing of what the operator thinks: who
 * was given an interval of 10, when, and who has not confirmed it yet.
 */
final class StoryWatch {
  private static final int WANTED = 10;
  private static final String ALL = "all";

  private final EmulatedHub hub;
  private final SortedMap<String, Instant> writtenAt = new TreeMap<>();
  private final Map<String, Integer> mostUnderWay = new HashMap<>();
  private int mostAtOnce;

  StoryWatch(EmulatedHub hub) {
    this.hub = hub;
  }

  /** Takes note of how the twins are now. */
  void look(Instant now) {
    Map<String, Integer> underWay = new HashMap<>();
    int before = writtenAt.size();
    for (JsonNode identity : hub.identities().list(1000)) {
      String deviceId = identity.path("deviceId").asText();
      JsonNode twin = twin(deviceId);
      if (twin.at("/properties/desired/telemetryInterval").asInt() == WANTED) {
        writtenAt.putIfAbsent(deviceId, now);
        if (reported(twin) != WANTED) {
          underWay.merge(ALL, 1, Integer::sum);
          underWay.merge(twin.at("/tags/location/building").asText(), 1, Integer::sum);
        }
      }
    }
    mostAtOnce = Math.max(mostAtOnce, writtenAt.size() - before);
    underWay.forEach((group, devices) -> mostUnderWay.merge(group, devices, Math::max));
  }

  private JsonNode twin(String deviceId) {
    return hub.twins().get(ClientId.device(deviceId));
  }

  private static int reported(JsonNode twin) {
    JsonNode reported = twin.at("/properties/reported/telemetryInterval");
    return reported.isObject() ? reported.path("value").asInt() : reported.asInt();
  }

  /** Devices that were ever seen with the wanted value. */
  int written() {
    return writtenAt.size();
  }

  /** When a device was first seen with it. */
  Instant writtenAt(String deviceId) {
    return writtenAt.getOrDefault(deviceId, Instant.MAX);
  }

  /** The most devices that had it and had not confirmed it at one time. */
  int mostUnderWay() {
    return mostUnderWay.getOrDefault(ALL, 0);
  }

  /** The same in any building. */
  int mostUnderWayInABuilding() {
    return mostUnderWay.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(ALL))
        .mapToInt(Map.Entry::getValue)
        .max()
        .orElse(0);
  }

  /** Devices that got it from one time on, before another. */
  long writtenBetween(Duration from, Duration to) {
    return writtenAt.values().stream()
        .map(at -> Duration.between(RolloutStory.START, at))
        .filter(at -> at.compareTo(from) >= 0 && at.compareTo(to) < 0)
        .count();
  }

  /** How many twins have which desired interval, in words. */
  String intervals() {
    SortedMap<Integer, Integer> devices = new TreeMap<>();
    for (JsonNode identity : hub.identities().list(1000)) {
      JsonNode value =
          twin(identity.path("deviceId").asText()).at("/properties/desired/telemetryInterval");
      devices.merge(value.isMissingNode() ? -1 : value.asInt(), 1, Integer::sum);
    }
    return devices.entrySet().stream()
        .map(e -> (e.getKey() < 0 ? "none" : e.getKey()) + " on " + e.getValue())
        .collect(Collectors.joining(", "));
  }

  /** Versions of desired of all devices together. */
  long versions() {
    long versions = 0;
    for (JsonNode identity : hub.identities().list(1000)) {
      versions +=
          twin(identity.path("deviceId").asText()).at("/properties/desired/$version").asLong();
    }
    return versions;
  }
}
