package io.twinoperator.fleetrollout.spec;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Action;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.FailureState;
import java.util.Optional;
import java.util.Set;

/**
 * A bound on failures, and what is done when it is exceeded.
 *
 * @param state the failures that are counted; empty for every state that counts
 * @param max such failures that are still accepted
 * @param minDevices decided devices from which on a percentage counts
 */
public record Criterion(Optional<FailureState> state, Amount max, int minDevices, Action action) {

  /** The states that it counts, of those that count as failures at all. */
  public Set<FailureState> states(Set<FailureState> counted) {
    return state.map(Set::of).orElse(counted);
  }
}
