package io.twinoperator.fleetrollout.decide;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.State;
import io.twinoperator.fleetrollout.spec.Amount;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.twin.LeafPath;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Small specs for the tests of single decisions, and JSON without the clutter of quotes. */
final class Specs {
  static final Duration DEADLINE = Duration.ofMinutes(5);
  static final int MIN_DEVICES = 20;

  private static final JsonMapper COMPACT =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .build();

  private Specs() {}

  /** Sets leaves, given as path and JSON, and removes others. */
  static RolloutSpec changing(Map<String, String> set, Set<String> remove) {
    SortedMap<LeafPath, JsonNode> leaves = new TreeMap<>();
    set.forEach((path, value) -> leaves.put(LeafPath.parse(path), json(value)));
    SortedSet<LeafPath> removed = new TreeSet<>();
    remove.forEach(path -> removed.add(LeafPath.parse(path)));
    return spec(leaves, removed, State.Run, new Amount.Percent(0));
  }

  static RolloutSpec allowing(Amount maxFailures) {
    return spec(new TreeMap<>(), new TreeSet<>(), State.Run, maxFailures);
  }

  static RolloutSpec in(State state) {
    return spec(new TreeMap<>(), new TreeSet<>(), state, new Amount.Percent(0));
  }

  private static RolloutSpec spec(
      SortedMap<LeafPath, JsonNode> set,
      SortedSet<LeafPath> remove,
      State state,
      Amount maxFailures) {
    return new RolloutSpec(
        "tags.a = 1", set, remove, state, List.of(), "s", DEADLINE, maxFailures, MIN_DEVICES, 200);
  }

  /** Reads JSON whose names need no quotes, and whose texts may have single ones. */
  static JsonNode json(String compact) {
    try {
      return COMPACT.readTree(compact);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(compact + " is no JSON", e);
    }
  }
}
