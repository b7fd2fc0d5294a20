package io.twinoperator.fleetrollout.spec;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.OnConflict;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.State;
import io.twinoperator.api.v1alpha1.SchemaRef;
import java.time.Duration;
import java.util.Optional;

/**
 * What a FleetRollout asks for, checked and with defaults filled in.
 *
 * @param onConflict what becomes of leaves of others; empty for the default, which depends on whose
 *     they are
 * @param ttlAfterFinished how long a finished rollout can still be undone
 * @param schema the JSON Schema that the desired properties must satisfy
 */
public record RolloutSpec(
    Selection selection,
    Change change,
    ConvergenceTerms convergence,
    Control control,
    Strategy strategy,
    FailurePolicy failures,
    RollbackPolicy rollback,
    OfflinePolicy offline,
    Optional<OnConflict> onConflict,
    Writing writing,
    Duration ttlAfterFinished,
    Optional<SchemaRef> schema) {

  /** The same in another state. */
  public RolloutSpec in(State other) {
    return new RolloutSpec(
        selection,
        change,
        convergence,
        control.in(other),
        strategy,
        failures,
        rollback,
        offline,
        onConflict,
        writing,
        ttlAfterFinished,
        schema);
  }
}
