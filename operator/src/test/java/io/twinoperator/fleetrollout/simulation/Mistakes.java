package io.twinoperator.fleetrollout.simulation;

import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.fleetrollout.ledger.LedgerStore;
import io.twinoperator.hub.Hub;
import io.twinoperator.ownership.ClaimSource;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Where a test may put a mistake: around what the operator sees of its world, and what it says. The
 * operator itself knows nothing of it.
 */
interface Mistakes {
  /** The operator as it is. */
  Mistakes NONE = new Mistakes() {};

  /** The store as a process has it. */
  default LedgerStore in(LedgerStore store, World world) {
    return store;
  }

  /** The hub as a process has it. */
  default Hub in(Hub hub, World world) {
    return hub;
  }

  /** The claims as a process knows them. */
  default ClaimSource in(ClaimSource claims) {
    return claims;
  }

  /** The clock as a process reads it. */
  default InstantSource in(InstantSource clock) {
    return clock;
  }

  /** The object as a pass is given it; a copy if it is another. */
  default FleetRollout in(FleetRollout object) {
    return object;
  }

  /** The status as a pass tells it. */
  default @Nullable FleetRolloutStatus in(@Nullable FleetRolloutStatus status) {
    return status;
  }
}
