package io.twinoperator.fleetrollout.spec;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Gate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A wave as asked for.
 *
 * @param query condition that its devices must match besides, whole in itself; empty for any
 * @param size how many of the devices that no wave before has taken, and that match
 * @param soak how long the wave must stay converged
 * @param successThreshold part of its decided devices that must have converged
 * @param minConverged devices that this rollout must have brought to converge; never more than the
 *     wave has
 * @param gate whether what comes after it waits for a person
 */
public record WaveSpec(
    String name,
    Optional<String> query,
    Amount size,
    Duration soak,
    Amount.Percent successThreshold,
    int minConverged,
    Gate gate,
    Tolerance tolerance) {

  /** Name of the wave of the devices that no other wave takes. */
  public static final String REST = "rest";

  /** The part of decided devices that must converge where nothing is said. */
  public static final Amount.Percent DEFAULT_SUCCESS_THRESHOLD = new Amount.Percent(90);

  /** Devices that must have converged where nothing is said. */
  public static final int DEFAULT_MIN_CONVERGED = 1;

  /** A wave of any devices, with the default of everything else. */
  public static WaveSpec of(String name, Amount size) {
    return new WaveSpec(
        name,
        Optional.empty(),
        size,
        Duration.ZERO,
        DEFAULT_SUCCESS_THRESHOLD,
        DEFAULT_MIN_CONVERGED,
        Gate.Auto,
        Tolerance.POLICY);
  }

  /** The wave of the devices that no other wave takes. */
  public static WaveSpec rest() {
    return of(REST, new Amount.Percent(100));
  }

  /** The waves where none are given: one device, a tenth, the rest. */
  public static List<WaveSpec> defaults() {
    return List.of(of("canary", new Amount.Count(1)), of("early", new Amount.Percent(10)), rest());
  }

  /** The same with this soak. */
  public WaveSpec soaking(Duration time) {
    return new WaveSpec(name, query, size, time, successThreshold, minConverged, gate, tolerance);
  }
}
