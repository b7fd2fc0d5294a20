package io.twinoperator.fleetrollout.ledger;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.twinoperator.api.v1alpha1.FleetRolloutLedger;
import io.twinoperator.api.v1alpha1.FleetRolloutLedgerSpec;
import io.twinoperator.api.v1alpha1.FleetRolloutLedgerSpec.Kind;
import io.twinoperator.fleetrollout.ledger.LedgerCodec.Encoded;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the shards of a rollout. They have no owner: they are to outlive the rollout's object.
 *
 * @param plan names the plan that the shards belong to
 */
record RolloutShards(RolloutKey rollout, String revision, String plan) {

  /** A shard with that content. */
  FleetRolloutLedger shard(Kind kind, String shard, Encoded content) {
    return object(
        rollout, ShardNames.object(rollout, shard), kind, spec(kind, shard, content, plan, null));
  }

  /** The tombstone of a rollout. */
  static FleetRolloutLedger tombstone(RolloutKey rollout, Tombstone tombstone) {
    RolloutShards shards = new RolloutShards(rollout, tombstone.revision(), "");
    return object(
        rollout,
        ShardNames.tombstone(rollout, tombstone.revision()),
        Kind.Tombstone,
        shards.spec(
            Kind.Tombstone,
            ShardNames.TOMBSTONE,
            LedgerCodec.encode(tombstone),
            null,
            inWords(tombstone.outcome())));
  }

  private FleetRolloutLedgerSpec spec(
      Kind kind, String shard, Encoded content, @Nullable String ofPlan, @Nullable String outcome) {
    return new FleetRolloutLedgerSpec(
        rollout.name(),
        revision,
        shard,
        LedgerCodec.FORMAT,
        content.content(),
        content.sha256(),
        kind,
        ofPlan,
        outcome);
  }

  private static FleetRolloutLedger object(
      RolloutKey rollout, String name, Kind kind, FleetRolloutLedgerSpec spec) {
    FleetRolloutLedger object = new FleetRolloutLedger();
    object.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(rollout.namespace())
            .withName(name)
            .withLabels(ShardNames.labels(rollout, kind))
            .build());
    object.setSpec(spec);
    return object;
  }

  private static String inWords(Course.Outcome outcome) {
    return Stream.of(outcome.name().split("_"))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }
}
