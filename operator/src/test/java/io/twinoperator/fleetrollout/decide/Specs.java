package io.twinoperator.fleetrollout.decide;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.State;
import io.twinoperator.fleetrollout.spec.Amount;
import io.twinoperator.fleetrollout.spec.Change;
import io.twinoperator.fleetrollout.spec.Control;
import io.twinoperator.fleetrollout.spec.ConvergenceTerms;
import io.twinoperator.fleetrollout.spec.DisruptionBudget;
import io.twinoperator.fleetrollout.spec.FailurePolicy;
import io.twinoperator.fleetrollout.spec.OfflinePolicy;
import io.twinoperator.fleetrollout.spec.Order;
import io.twinoperator.fleetrollout.spec.Rate;
import io.twinoperator.fleetrollout.spec.RollbackPolicy;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.fleetrollout.spec.Selection;
import io.twinoperator.fleetrollout.spec.Strategy;
import io.twinoperator.fleetrollout.spec.Writing;
import io.twinoperator.twin.LeafPath;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        Selection.of("tags.a = 1"),
        new Change(set, remove),
        ConvergenceTerms.STANDARD,
        Control.of(state),
        new Strategy(
            List.of(), Order.of("s"), 500, Optional.empty(), Optional.empty(), DEADLINE, 2),
        FailurePolicy.of(maxFailures, MIN_DEVICES),
        RollbackPolicy.DEFAULT,
        OfflinePolicy.DEFAULT,
        Optional.empty(),
        Writing.DEFAULT,
        Duration.ofDays(30),
        Optional.empty());
  }

  // What differs from the plainest spec.

  static RolloutSpec with(RolloutSpec s, Strategy strategy) {
    return copy(s, s.convergence(), s.control(), strategy, s.failures(), s.offline(), s.writing());
  }

  static RolloutSpec with(RolloutSpec s, ConvergenceTerms terms) {
    return copy(s, terms, s.control(), s.strategy(), s.failures(), s.offline(), s.writing());
  }

  static RolloutSpec with(RolloutSpec s, Control control) {
    return copy(s, s.convergence(), control, s.strategy(), s.failures(), s.offline(), s.writing());
  }

  static RolloutSpec with(RolloutSpec s, FailurePolicy failures) {
    return copy(s, s.convergence(), s.control(), s.strategy(), failures, s.offline(), s.writing());
  }

  static RolloutSpec with(RolloutSpec s, OfflinePolicy offline) {
    return copy(s, s.convergence(), s.control(), s.strategy(), s.failures(), offline, s.writing());
  }

  static RolloutSpec with(RolloutSpec s, Writing writing) {
    return copy(s, s.convergence(), s.control(), s.strategy(), s.failures(), s.offline(), writing);
  }

  private static RolloutSpec copy(
      RolloutSpec s,
      ConvergenceTerms convergence,
      Control control,
      Strategy strategy,
      FailurePolicy failures,
      OfflinePolicy offline,
      Writing writing) {
    return new RolloutSpec(
        s.selection(),
        s.change(),
        convergence,
        control,
        strategy,
        failures,
        s.rollback(),
        offline,
        s.onConflict(),
        writing,
        s.ttlAfterFinished(),
        s.schema());
  }

  /** A strategy that bounds nothing but what is given. */
  static Strategy strategy(
      int maxConcurrency, Optional<DisruptionBudget> budget, Optional<Rate> rate) {
    return new Strategy(List.of(), Order.of("s"), maxConcurrency, budget, rate, DEADLINE, 2);
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
