package io.twinoperator.fleetrollout;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.Phase;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.iothub.HubDirectory;
import io.twinoperator.iothub.HubKey;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Wakes FleetRollouts when their hub or its Secret has changed, and says after a start which of
 * them may hold leaves.
 */
final class RolloutTriggers extends SimpleInboundEventSource<FleetRollout> {

  private static final String BY_HUB = "by-hub";

  private final IndexerResourceCache<FleetRollout> rollouts;
  private final RolloutHolds holds;

  /** Puts an index on the controller's cache; before that is started. */
  RolloutTriggers(
      IndexerResourceCache<FleetRollout> rollouts, HubDirectory directory, RolloutHolds holds) {
    super("hub-links");
    this.rollouts = rollouts;
    this.holds = holds;
    rollouts.addIndexer(BY_HUB, rollout -> List.of(hubOf(rollout).toString()));
    directory.onChange(this::hubChanged);
  }

  /** The IoTHub that a rollout names. */
  static HubKey hubOf(FleetRollout rollout) {
    return new HubKey(rollout.getMetadata().getNamespace(), rollout.getSpec().hubRef().name());
  }

  /** The rollout as its ledger is called. */
  static RolloutKey keyOf(FleetRollout rollout) {
    return new RolloutKey(
        rollout.getMetadata().getNamespace(),
        rollout.getMetadata().getName(),
        rollout.getMetadata().getUid());
  }

  /** JOSDK starts the controller's own source first and in full. */
  @Override
  public void start() {
    super.start();
    holds.listed(unfinished());
  }

  private void hubChanged(HubKey hub) {
    // Before the controller runs there is no cache to ask, and every rollout is looked at anyway.
    if (isRunning()) {
      rollouts
          .byIndex(BY_HUB, hub.toString())
          .forEach(rollout -> propagateEvent(ResourceID.fromResource(rollout)));
    }
  }

  private Map<RolloutKey, HubKey> unfinished() {
    return rollouts
        .list()
        .filter(rollout -> rollout.getStatus() == null || !isFinished(rollout.getStatus().phase()))
        .collect(Collectors.toMap(RolloutTriggers::keyOf, RolloutTriggers::hubOf));
  }

  private static boolean isFinished(@Nullable Phase phase) {
    return phase == Phase.Aborted
        || phase == Phase.Succeeded
        || phase == Phase.SucceededWithStragglers;
  }
}
