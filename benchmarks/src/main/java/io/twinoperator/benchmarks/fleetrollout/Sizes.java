package io.twinoperator.benchmarks.fleetrollout;

import java.util.List;

/**
 * How much of everything.
 *
 * @param written devices of a rollout under a hub's limits
 * @param scale devices of rollouts whose calls and memory are compared, rising
 * @param window seconds in which a rollout that waits is watched
 * @param reacting devices of a rollout that is to end, stop or be aborted
 * @param rounds of each of these; the median counts
 * @param compared devices of a rollout beside the hub's own bulk tools
 */
record Sizes(int written, List<Integer> scale, int window, int reacting, int rounds, int compared) {

  /** Those that the figures of the README come from. */
  static Sizes standard() {
    return new Sizes(10_000, List.of(100, 10_000, 100_000), 120, 1000, 3, 2000);
  }

  /** Small ones, to see that everything runs; no figure of them means anything. */
  static Sizes quick() {
    return new Sizes(200, List.of(100, 300, 1000), 10, 200, 1, 200);
  }

  /** Whether they are smaller than those that figures are quoted at. */
  boolean isQuick() {
    return written < standard().written();
  }
}
