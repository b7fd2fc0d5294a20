package io.twinoperator.fleetrollout.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.v1alpha1.FleetRolloutLedger;
import io.twinoperator.api.v1alpha1.FleetRolloutLedgerSpec.Kind;
import io.twinoperator.testing.ApiServer;
import io.twinoperator.testing.InMemoryShards;
import io.twinoperator.testing.OnRealApiServer;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The mock deletes whatever the preconditions say. */
@OnRealApiServer
class ShardDeletionTest {

  @Test
  void whatIsAnotherOneByNowIsNotDeleted() {
    try (ApiServer api = ApiServer.start()) {
      assertThatAnotherOneStays(new KubernetesShards(api.client(), Set.of()));
    }
  }

  @Test
  void inMemoryNeither() {
    assertThatAnotherOneStays(new InMemoryShards());
  }

  private static void assertThatAnotherOneStays(Shards shards) {
    RolloutShards made = new RolloutShards(Ledgers.KEY, "abc", "plan");
    assertThat(shards.create(made.shard(Kind.Batch, "batch-0", LedgerCodec.encode("one"))))
        .isPresent();
    FleetRolloutLedger old = shards.get("plant", "interval-batch-0").orElseThrow();
    FleetRolloutLedger second = shards.get("plant", "interval-batch-0").orElseThrow();
    second.setSpec(made.shard(Kind.Batch, "batch-0", LedgerCodec.encode("two")).getSpec());
    assertThat(shards.replace(second)).isPresent();
    shards.delete(old);

    assertThat(shards.get("plant", "interval-batch-0").orElseThrow().getSpec())
        .isEqualTo(second.getSpec());
  }
}
