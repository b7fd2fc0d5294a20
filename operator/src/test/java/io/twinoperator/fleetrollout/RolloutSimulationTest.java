package io.twinoperator.fleetrollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Many rollouts in random worlds. {@code -Dsimulation.seed=S -Dsimulation.runs=N} plays others; one
 * that fails prints its seed and its story.
 */
class RolloutSimulationTest {
  @Test
  void everyRolloutKeepsItsPromises() {
    long first = Long.getLong("simulation.seed", 1);
    int runs = Integer.getInteger("simulation.runs", 100);
    Map<Stage, Integer> ends = new EnumMap<>(Stage.class);
    for (long seed = first; seed < first + runs; seed++) {
      RolloutSimulation simulation = new RolloutSimulation(seed);
      try {
        ends.merge(simulation.play(), 1, Integer::sum);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "-Dsimulation.seed=%d -Dsimulation.runs=1: %s%n%s"
                .formatted(seed, e.getMessage(), simulation.story()),
            e);
      }
    }
    if (runs >= 100) {
      assertThat(ends).as("how %d rollouts ended", runs).hasSizeGreaterThanOrEqualTo(4);
    }
  }
}
