package io.twinoperator.fleetrollout.spec;

import java.util.OptionalInt;

/**
 * How many devices may be written in a minute.
 *
 * @param incrementFactor by how much it grows each time; 1 to 10
 * @param increaseAfterConverged after how many more converged devices it grows
 * @param maxPerMinute what it grows to at most; not below {@code basePerMinute}
 */
public record Rate(
    int basePerMinute,
    double incrementFactor,
    int increaseAfterConverged,
    OptionalInt maxPerMinute) {

  /** Devices in a minute once so many have converged by this rollout. */
  public double perMinute(int converged) {
    double grown =
        basePerMinute * Math.pow(incrementFactor, Math.floorDiv(converged, increaseAfterConverged));
    return Math.min(grown, maxPerMinute.orElse(Integer.MAX_VALUE));
  }
}
