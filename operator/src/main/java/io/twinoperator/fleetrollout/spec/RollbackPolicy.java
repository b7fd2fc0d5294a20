package io.twinoperator.fleetrollout.spec;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Scope;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * How a rollout is undone, and how long it may be by itself.
 *
 * @param bakeTime how long after the last wave failures are still acted on
 * @param maxPerMinute devices undone in a minute; empty if nothing but the hub bounds it
 */
public record RollbackPolicy(Scope scope, Duration bakeTime, OptionalInt maxPerMinute) {
  /** What is done where nothing is said. */
  public static final RollbackPolicy DEFAULT =
      new RollbackPolicy(Scope.Rollout, Duration.ZERO, OptionalInt.empty());
}
