package io.twinoperator.fleetrollout.spec;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Action;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.FailureState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * When a rollout stops by itself, and what then.
 *
 * @param maxFailures failed devices that are still accepted
 * @param minDevices decided devices from which on a percentage counts
 * @param counted states that count as failures; at least one
 * @param criteria further bounds, in the order in which they are asked
 * @param action what is done when {@code maxFailures} is exceeded or a wave misses its threshold
 */
public record FailurePolicy(
    Amount maxFailures,
    int minDevices,
    Set<FailureState> counted,
    List<Criterion> criteria,
    Action action) {
  /** What is accepted where nothing is said. */
  public static final Amount DEFAULT_MAX_FAILURES = new Amount.Percent(2);

  /** Decided devices from which on a percentage counts where nothing is said. */
  public static final int DEFAULT_MIN_DEVICES = 20;

  /** Copies states and criteria. */
  public FailurePolicy {
    counted = Collections.unmodifiableSet(EnumSet.copyOf(counted));
    criteria = List.copyOf(criteria);
  }

  /** Pauses when more than this have failed, in whatever way. */
  public static FailurePolicy of(Amount maxFailures, int minDevices) {
    return new FailurePolicy(
        maxFailures, minDevices, EnumSet.allOf(FailureState.class), List.of(), Action.Pause);
  }

  /** Every bound in the order in which they are asked: the criteria, then {@code maxFailures}. */
  public List<Criterion> inOrder() {
    List<Criterion> all = new ArrayList<>(criteria);
    all.add(new Criterion(Optional.empty(), maxFailures, minDevices, action));
    return List.copyOf(all);
  }
}
