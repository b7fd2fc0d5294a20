package io.twinoperator.fleetrollout;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Marker;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.State;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Standing;
import io.twinoperator.fleetrollout.ledger.LedgerStore;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.plan.PlanDigest;
import io.twinoperator.fleetrollout.plan.Scanned;
import io.twinoperator.fleetrollout.plan.Traces;
import io.twinoperator.hub.HubException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks on the devices for what a rollout may have left there that is to be aborted or taken back,
 * and of which there is neither a ledger nor a tombstone: after a cluster was lost, "nothing was
 * begun" would be a guess. The devices are read once in the life of the process.
 */
final class Relics {
  private static final String LEDGER_LOST = "LedgerLost";

  private final LedgerStore store;
  private final Map<RolloutKey, Traces> known = new ConcurrentHashMap<>();

  Relics(LedgerStore store) {
    this.store = store;
  }

  /** Reads the selected devices. */
  @FunctionalInterface
  interface Scan {
    /** What was found; empty if there is more to read. */
    Optional<Scanned> readOn(RolloutRequest request) throws HubException;
  }

  /** Where the rollout stands. */
  Standing look(RolloutRequest request, Scan scan) throws HubException {
    if (request.spec().writing().marker() == Marker.None) {
      return standing(
          request,
          "there is no ledger of it, and with marker None its devices do not tell either"
              + " whether it was begun; they keep what they have");
    }
    Traces traces = known.get(request.key());
    if (traces == null) {
      Optional<Scanned> scanned;
      try {
        scanned = scan.readOn(request);
      } catch (HubException.Invalid e) {
        return standing(
            request,
            "there is no ledger of it, and whether its devices bear its mark is not known: "
                + e.getMessage());
      }
      if (scanned.isEmpty()) {
        return Standing.of(Stage.WAITING, "the selected devices are being read");
      }
      traces = traces(request, scanned.get());
      known.put(request.key(), traces);
    }
    return standing(request, traces);
  }

  private Traces traces(RolloutRequest request, Scanned scanned) {
    return Traces.of(
        request.key(),
        PlanDigest.revision(request.link().host(), request.spec()),
        store.known(),
        scanned.devices(),
        deviceId -> false);
  }

  private static Standing standing(RolloutRequest request, Traces traces) {
    int bearing = traces.own() - traces.rolledBack();
    return bearing == 0
        ? Standing.of(Stage.ABORTED, "nothing was begun, so there is nothing to take back")
        : standing(
            request,
            "%d of %d devices bear its mark, and its ledger is lost: what they had before is not"
                    .formatted(bearing, traces.members())
                + " known, so they keep what they have");
  }

  private static Standing standing(RolloutRequest request, String why) {
    return request.spec().control().state() == State.Abort
        ? Standing.of(Stage.ABORTED, "aborted: " + why)
        : Standing.of(
                Stage.INTERRUPTED,
                "it cannot be rolled back: "
                    + why
                    + ". To give them other values, create a FleetRollout of them")
            .because(LEDGER_LOST);
  }

  /** Forgets what is in memory of a rollout that is no more. */
  void forget(RolloutKey key) {
    known.remove(key);
  }
}
