package io.twinoperator.fleetrollout.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.v1alpha1.FleetRolloutLedger;
import io.twinoperator.api.v1alpha1.FleetRolloutLedgerSpec.Kind;
import io.twinoperator.testing.ApiServer;
import io.twinoperator.testing.InMemoryShards;
import io.twinoperator.testing.OnApiServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Shards in a cluster and those in memory do the same. */
@OnApiServer
class KubernetesShardsTest {
  private static final RolloutShards MADE = new RolloutShards(Ledgers.KEY, "abc", "plan");

  private final ApiServer api = ApiServer.start();

  @AfterEach
  void stop() {
    api.close();
  }

  static List<Boolean> places() {
    return List.of(true, false);
  }

  private Shards shards(boolean inCluster) {
    return inCluster ? new KubernetesShards(api.client(), Set.of()) : new InMemoryShards();
  }

  private static FleetRolloutLedger shard(String content) {
    return MADE.shard(Kind.Batch, "batch-0", LedgerCodec.encode(content));
  }

  private static FleetRolloutLedger stored(Shards shards) {
    return shards.get("plant", "interval-batch-0").orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("places")
  void aNameIsTakenOnce(boolean inCluster) {
    Shards shards = shards(inCluster);
    String version = shards.create(shard("one")).orElseThrow();

    assertThat(shards.create(shard("two"))).isEmpty();
    assertThat(stored(shards).getSpec()).isEqualTo(shard("one").getSpec());
    assertThat(stored(shards).getMetadata().getResourceVersion()).isEqualTo(version);
    assertThat(shards.get("plant", "interval-batch-1")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("places")
  void whatIsAnotherOneByNowIsNotReplaced(boolean inCluster) {
    Shards shards = shards(inCluster);
    assertThat(shards.create(shard("one"))).isPresent();
    FleetRolloutLedger old = stored(shards);
    FleetRolloutLedger second = stored(shards);
    second.setSpec(shard("two").getSpec());
    Optional<String> version = shards.replace(second);

    assertThat(shards.replace(old)).isEmpty();
    assertThat(stored(shards).getSpec()).isEqualTo(shard("two").getSpec());
    assertThat(version).contains(stored(shards).getMetadata().getResourceVersion());
  }

  @ParameterizedTest
  @MethodSource("places")
  void whatIsGoneIsNeitherReplacedNorInTheWay(boolean inCluster) {
    Shards shards = shards(inCluster);
    assertThat(shards.create(shard("one"))).isPresent();
    FleetRolloutLedger old = stored(shards);
    shards.delete(old);

    assertThat(shards.get("plant", "interval-batch-0")).isEmpty();
    shards.delete(old);
    assertThat(shards.replace(old)).isEmpty();
    assertThat(shards.create(shard("two"))).isPresent();
  }

  /** More than two pages; a server that answers in pages shows them all. */
  @ParameterizedTest
  @MethodSource("places")
  void handsOverEveryShardOfItsKindOnce(boolean inCluster) {
    Shards shards = shards(inCluster);
    int count = (int) KubernetesShards.PAGE * 2 + 1;
    for (int n = 0; n < count; n++) {
      assertThat(shards.create(MADE.shard(Kind.Batch, "batch-" + n, LedgerCodec.encode(n))))
          .isPresent();
    }
    assertThat(shards.create(MADE.shard(Kind.Progress, "progress", LedgerCodec.encode(0))))
        .isPresent();

    List<String> found = new ArrayList<>();
    shards.forEachIn(
        "plant",
        ShardNames.labels(Ledgers.KEY, Kind.Batch),
        shard -> found.add(shard.getSpec().shard()));
    assertThat(found)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, count).mapToObj(ShardNames::batch).toList());
    List<String> everywhere = new ArrayList<>();
    shards.forEach(
        ShardNames.labels(Kind.Progress), shard -> everywhere.add(shard.getSpec().shard()));
    assertThat(everywhere).containsExactly("progress");
  }
}
