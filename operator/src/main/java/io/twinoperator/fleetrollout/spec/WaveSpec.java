package io.twinoperator.fleetrollout.spec;

import java.time.Duration;

/**
 * A wave as asked for.
 *
 * @param size how many of the devices that no wave before has taken
 * @param soak how long the wave must stay converged
 * @param successPercent percent of its decided devices that must have converged
 * @param minConverged devices that this rollout must have brought to converge; never more than the
 *     wave has
 */
public record WaveSpec(
    String name, Amount size, Duration soak, int successPercent, int minConverged) {

  /** Name of the wave of the devices that no other wave takes. */
  public static final String REST = "rest";

  /** The wave of the devices that no other wave takes. */
  static WaveSpec rest() {
    return new WaveSpec(REST, new Amount.Percent(100), Duration.ZERO, 90, 1);
  }
}
