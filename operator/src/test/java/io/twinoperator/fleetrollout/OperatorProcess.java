package io.twinoperator.fleetrollout;

import io.twinoperator.api.v1alpha1.Api;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.fleetrollout.RolloutPass.Result;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Hindrance;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Restraint;
import io.twinoperator.fleetrollout.ledger.LedgerStore;
import io.twinoperator.fleetrollout.ledger.LedgerStore.LedgerConflict;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.fleetrollout.spec.SpecReader;
import io.twinoperator.fleetrollout.spec.SpecReading;
import io.twinoperator.hub.HubException;
import io.twinoperator.iothub.HubFailure;
import io.twinoperator.iothub.HubLink;
import io.twinoperator.ownership.ClaimSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The part of an operator's process that carries on one rollout, from reading its spec to writing
 * its status, as the reconciler does it and without a cluster.
 */
public final class OperatorProcess {
  private final RolloutPass pass;
  private final InstantSource clock;
  private int failures;
  private long read = -1;
  private RolloutSpec spec;

  /** A process that has just begun. */
  public OperatorProcess(LedgerStore store, ClaimSource claims, InstantSource clock) {
    RolloutHolds holds = new RolloutHolds(hub -> Optional.empty());
    holds.listed(Map.of());
    this.pass = new RolloutPass(store, claims, holds, Parallel.inOrder(), clock);
    this.clock = clock;
  }

  /** What a pass came to, and when the next one is due. */
  public record Outcome(List<String> notes, Instant wakeAt) {}

  /** Carries the rollout on by a pass; leaves its status in the object if there is news. */
  public Outcome pass(FleetRollout rollout, HubLink.Connected link) {
    RolloutReport report = new RolloutReport(rollout, clock.instant());
    RolloutKey key =
        new RolloutKey(rollout.getMetadata().getNamespace(), rollout.getMetadata().getName());
    try {
      Result result = pass.run(request(key, rollout, link));
      failures = 0;
      tell(rollout, report.of(result));
      return new Outcome(result.notes(), result.wakeAt());
    } catch (HubException e) {
      HubFailure failure = HubFailure.of(e);
      tell(rollout, report.waiting(failure.reason(), failure.message()));
      Duration delay = failure.retry().delay(clock.instant(), failures++, 0.5);
      return new Outcome(List.of(), clock.instant().plus(delay));
    } catch (LedgerConflict e) {
      tell(rollout, report.waiting("LedgerConflict", String.valueOf(e.getMessage())));
      return new Outcome(List.of(), clock.instant().plusSeconds(1));
    }
  }

  private RolloutRequest request(RolloutKey key, FleetRollout rollout, HubLink.Connected link) {
    Optional<Restraint> hold =
        Optional.ofNullable(rollout.getMetadata().getAnnotations())
            .map(annotations -> annotations.get(Api.HOLD))
            .map(why -> new Restraint(Hindrance.HELD, "Held", "held: " + why));
    return new RolloutRequest(
        key,
        rollout.getMetadata().getUid(),
        Instant.parse(rollout.getMetadata().getCreationTimestamp()),
        spec(rollout),
        link,
        hold,
        Optional.empty());
  }

  private static void tell(FleetRollout rollout, FleetRolloutStatus status) {
    if (RolloutReport.isNews(rollout.getStatus(), status)) {
      rollout.setStatus(status);
    }
  }

  private RolloutSpec spec(FleetRollout rollout) {
    long generation = rollout.getMetadata().getGeneration();
    if (generation != read) {
      spec =
          SpecReader.read(rollout)
              .fold(
                  SpecReading.Valid::spec,
                  invalid -> {
                    throw new AssertionError(
                        "the spec that was drawn is refused: " + invalid.message());
                  });
      read = generation;
    }
    return spec;
  }
}
