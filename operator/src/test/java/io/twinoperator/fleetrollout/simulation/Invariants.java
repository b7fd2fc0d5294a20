package io.twinoperator.fleetrollout.simulation;

import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.hub.JobRequest;
import io.twinoperator.twin.MergePatch;
import java.util.Optional;
import java.util.Set;

/**
 * What must always be true, checked at the moment at which it could become false: at each write
 * ({@link WriteRules}), at each change of a twin ({@link TwinRules}), after each pass ({@link
 * VerdictRules}) and at the end ({@link EndRules}).
 */
final class Invariants {
  /** Phases after which a rollout writes nothing that nobody asks for. */
  static final Set<String> FINISHED =
      Set.of(
          "Succeeded",
          "SucceededWithStragglers",
          "Aborted",
          "RolledBack",
          "RolledBackWithExceptions");

  private final Seen seen;
  private final WriteRules writes;
  private final VerdictRules verdicts;
  private final EndRules ends;

  Invariants(World world, Claims claims, Ledgers ledgers, RolloutKey key, Wishes wishes) {
    this.seen = new Seen(world, claims, ledgers, key, wishes);
    TwinRules twins = new TwinRules(seen);
    this.writes = new WriteRules(seen);
    this.verdicts = new VerdictRules(seen);
    this.ends = new EndRules(seen);
    world.truth().heardBy(twins);
  }

  /** A pass begins that has been given these wishes. */
  void passBegins(Wishes wishes) {
    seen.passBegins(wishes);
  }

  /** The operator calls the hub. */
  void called() {
    seen.calls++;
  }

  /** The operator reads a twin. */
  void read(String deviceId) {
    seen.reads(deviceId);
    seen.truth().of(deviceId).ifPresent(device -> device.read = Optional.of(seen.now()));
  }

  void patching(String deviceId, MergePatch patch) {
    writes.patching(deviceId, patch);
  }

  void creatingJob(JobRequest request) {
    writes.creatingJob(request);
  }

  void createdJob(JobRequest request) {
    writes.createdJob(request);
  }

  /** A pass has ended, and the object has this status. */
  void passEnded(Optional<FleetRolloutStatus> status) {
    verdicts.passEnded(status);
  }

  /** The pass died half-way: what it had read is forgotten. */
  void passDied() {
    verdicts.passDied();
  }

  /** Nothing will happen any more. */
  void ended(Optional<FleetRolloutStatus> status) {
    ends.ended(status);
  }
}
