package io.twinoperator.hub;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A configuration of the hub's automatic device management: it writes desired properties to every
 * twin that meets its condition, and asks nobody. Of those that target a twin one applies, that of
 * the highest priority ("Automatic device management", Microsoft's documentation, August 2025).
 *
 * @param targetCondition a condition on twins, without {@code WHERE}; empty if it targets none
 * @param priority the larger wins
 * @param desired the leaves of desired that it sets on a device's twin, a null where it removes
 *     one; none if it is for modules or for IoT Edge
 */
public record HubConfiguration(
    String id, String targetCondition, int priority, SortedMap<LeafPath, JsonNode> desired) {

  private static final String DESIRED = "properties.desired";

  private static final Comparator<HubConfiguration> STRONGEST_FIRST =
      Comparator.comparingInt(HubConfiguration::priority)
          .reversed()
          .thenComparing(HubConfiguration::id);

  /** Copies the leaves. */
  public HubConfiguration {
    desired = Collections.unmodifiableSortedMap(new TreeMap<>(desired));
  }

  /** Reads a list as the hub's API writes it; the strongest is first. */
  public static List<HubConfiguration> parse(JsonNode list) {
    List<HubConfiguration> found = new ArrayList<>();
    list.forEach(one -> found.add(one(one)));
    found.sort(STRONGEST_FIRST);
    return List.copyOf(found);
  }

  /** The paths of its leaves, in order. */
  public Set<LeafPath> desiredPaths() {
    return desired.keySet();
  }

  /** Whether it writes where this leaf is, or above or below it. */
  public boolean writes(LeafPath leaf) {
    return desired.keySet().stream().anyMatch(path -> path.overlaps(leaf));
  }

  private static HubConfiguration one(JsonNode json) {
    SortedMap<LeafPath, JsonNode> desired = new TreeMap<>();
    json.path("content")
        .path("deviceContent")
        .properties()
        .forEach(entry -> collect(keys(entry.getKey()), entry.getValue(), desired));
    return new HubConfiguration(
        json.path("id").asText(),
        json.path("targetCondition").asText(""),
        json.path("priority").asInt(),
        desired);
  }

  /** The keys after {@code properties.desired}, each behind a dot; an empty one is no key. */
  private static List<String> keys(String path) {
    if (path.equals(DESIRED)) {
      return List.of();
    }
    return path.startsWith(DESIRED + ".")
        ? Arrays.asList(path.substring(DESIRED.length() + 1).split("\\.", -1))
        : List.of("");
  }

  /** An empty object is a leaf here: it is written, and nothing else can stand there. */
  private static void collect(
      List<String> keys, JsonNode value, SortedMap<LeafPath, JsonNode> into) {
    if (value.isObject() && !value.isEmpty()) {
      value.properties().forEach(m -> collect(longer(keys, m.getKey()), m.getValue(), into));
    } else if (!keys.isEmpty() && keys.stream().allMatch(HubConfiguration::isKey)) {
      into.put(new LeafPath(Section.DESIRED, keys), value);
    }
  }

  private static List<String> longer(List<String> keys, String key) {
    List<String> longer = new ArrayList<>(keys);
    longer.add(key);
    return longer;
  }

  private static boolean isKey(String key) {
    return !key.isEmpty() && key.indexOf('.') < 0;
  }
}
