package io.twinoperator.benchmarks.deviceconfig;

import java.util.List;

/**
 * How much of everything.
 *
 * @param cold DeviceConfigs that are applied for the first time, on each side of each round
 * @param rounds of the cold apply; who begins changes
 * @param limited devices that are written under a hub's limits
 * @param odd devices of each kind that a script does not notice
 * @param fleet DeviceConfigs of the fleet at rest
 * @param sweeps that are watched at rest
 * @param edits changes of a spec in each window
 * @param memory sizes at which the heap is measured
 */
record Sizes(
    int cold,
    int rounds,
    int limited,
    int odd,
    int fleet,
    int sweeps,
    int edits,
    List<Integer> memory) {

  /** Those that the figures of the README come from. */
  static Sizes standard() {
    return new Sizes(5000, 2, 1000, 50, 10_000, 10, 300, List.of(10_000, 50_000));
  }

  /** Small ones, to see that everything runs; no figure of them means anything. */
  static Sizes quick() {
    return new Sizes(300, 1, 100, 10, 500, 3, 50, List.of(500, 2000));
  }

  /** Whether they are smaller than those that figures are quoted at. */
  boolean isQuick() {
    return fleet < standard().fleet();
  }

  /** The same with other rounds. */
  Sizes withRounds(int other) {
    return new Sizes(cold, other, limited, odd, fleet, sweeps, edits, memory);
  }
}
