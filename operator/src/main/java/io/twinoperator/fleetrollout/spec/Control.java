package io.twinoperator.fleetrollout.spec;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.State;
import java.time.Duration;
import java.util.Optional;

/**
 * What a person wants of the rollout at the moment.
 *
 * @param promoteTo the last wave that may be released; empty for all up to the first manual gate
 * @param approvedPlanDigest the only plan that may be carried out; empty for any
 * @param planMaxAge how old a plan may be when its first device is written
 */
public record Control(
    State state,
    Optional<Promotion> promoteTo,
    Optional<String> approvedPlanDigest,
    Duration planMaxAge) {

  /** How old a plan may be where nothing is said. */
  public static final Duration DEFAULT_PLAN_MAX_AGE = Duration.ofDays(1);

  /** This state, and nothing else said. */
  public static Control of(State state) {
    return new Control(state, Optional.empty(), Optional.empty(), DEFAULT_PLAN_MAX_AGE);
  }

  /** The same in another state. */
  public Control in(State other) {
    return new Control(other, promoteTo, approvedPlanDigest, planMaxAge);
  }
}
