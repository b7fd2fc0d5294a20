package io.twinoperator.fleetrollout;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.Phase;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.hub.HubHost;
import io.twinoperator.iothub.HubDirectory;
import io.twinoperator.iothub.HubKey;
import io.twinoperator.schema.DesiredSchemas;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Wakes FleetRollouts when their hub, its Secret or their schema has changed, wakes those that
 * others stood in the way of when one of these has ended, and says after a start which of them may
 * hold leaves.
 */
final class RolloutTriggers extends SimpleInboundEventSource<FleetRollout> {

  private static final String BY_HUB = "by-hub";

  private final IndexerResourceCache<FleetRollout> rollouts;
  private final RolloutHolds holds;
  private final LedgerUpkeep upkeep;

  /** Puts an index on the controller's cache; before that is started. */
  RolloutTriggers(
      IndexerResourceCache<FleetRollout> rollouts,
      HubDirectory directory,
      DesiredSchemas schemas,
      RolloutHolds holds,
      LedgerUpkeep upkeep) {
    super("hub-links");
    this.rollouts = rollouts;
    this.holds = holds;
    this.upkeep = upkeep;
    rollouts.addIndexer(BY_HUB, rollout -> List.of(hubOf(rollout).toString()));
    directory.onChange(this::hubChanged);
    holds.onEnd(host -> rolloutEnded(host, directory));
    schemas.onChange(this::propagateEvent);
  }

  /** The IoTHub that a rollout names. */
  static HubKey hubOf(FleetRollout rollout) {
    return new HubKey(rollout.getMetadata().getNamespace(), rollout.getSpec().hubRef().name());
  }

  /** The rollout as its ledger is called. */
  static RolloutKey keyOf(FleetRollout rollout) {
    return new RolloutKey(rollout.getMetadata().getNamespace(), rollout.getMetadata().getName());
  }

  /** JOSDK starts the controller's own source first and in full. */
  @Override
  public void start() {
    super.start();
    holds.listed(unfinished());
    upkeep.begin(this::ttlOf);
  }

  private Optional<Duration> ttlOf(RolloutKey key) {
    return rollouts
        .get(new ResourceID(key.name(), key.namespace()))
        .map(rollout -> RolloutReading.of(rollout).spec().ttlAfterFinished());
  }

  private void hubChanged(HubKey hub) {
    // Before the controller runs there is no cache to ask, and every rollout is looked at anyway.
    if (isRunning()) {
      rollouts
          .byIndex(BY_HUB, hub.toString())
          .forEach(rollout -> propagateEvent(ResourceID.fromResource(rollout)));
    }
  }

  /** Those that wait for another to end look again at once. */
  private void rolloutEnded(HubHost host, HubDirectory directory) {
    if (isRunning()) {
      rollouts
          .list(RolloutTriggers::waitsForOthers)
          .filter(rollout -> directory.hostOf(hubOf(rollout)).filter(host::equals).isPresent())
          .forEach(rollout -> propagateEvent(ResourceID.fromResource(rollout)));
    }
  }

  private static boolean waitsForOthers(FleetRollout rollout) {
    FleetRolloutStatus status = rollout.getStatus();
    return status != null && (status.phase() == Phase.Queued || status.phase() == Phase.Blocked);
  }

  private Map<RolloutKey, HubKey> unfinished() {
    return rollouts
        .list()
        .filter(
            rollout ->
                rollout.getStatus() == null || !RolloutReport.isFinal(rollout.getStatus().phase()))
        .collect(Collectors.toMap(RolloutTriggers::keyOf, RolloutTriggers::hubOf));
  }
}
