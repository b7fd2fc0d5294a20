package io.twinoperator.fleetrollout.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.IntNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.twinoperator.api.v1alpha1.FleetRolloutLedger;
import io.twinoperator.api.v1alpha1.FleetRolloutLedgerSpec;
import io.twinoperator.fleetrollout.ledger.LedgerStore.LedgerConflict;
import io.twinoperator.fleetrollout.ledger.LedgerStore.LedgerUnreadable;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Forecast;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Member;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.PlannedWave;
import io.twinoperator.twin.Cause;
import io.twinoperator.twin.LeafChange.SetLeaf;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.MergePatch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class KubernetesLedgerStoreTest {
  private static final Instant NOW = Instant.parse("2026-01-05T08:00:00Z");
  private static final RolloutKey KEY = new RolloutKey("plant", "interval", "uid-1");
  private static final RolloutKey AGAIN = new RolloutKey("plant", "interval", "uid-2");

  @SuppressWarnings("NullAway.Init")
  private KubernetesClient client;

  private static Ledger ledger(int devices) {
    List<Member> members =
        IntStream.range(0, devices).mapToObj(n -> new Member("device-" + n, 0)).toList();
    return Ledger.of(
        new RolloutPlan(
            "uid-1",
            "abcdefabcdef",
            "sha256:0",
            NOW,
            List.of(new PlannedWave("rest", devices, Duration.ZERO, 90, 1)),
            members,
            new Forecast(0, 0, 0, 1, devices, 2 * devices, 1, Duration.ofSeconds(9))));
  }

  private static Chunk chunk(int number) {
    return new Chunk(
        number,
        0,
        "fr-c" + number,
        NOW,
        MergePatch.of(
            List.of(
                new SetLeaf(LeafPath.parse("desired.a"), IntNode.valueOf(10), Cause.FIRST_SIGHT))),
        List.of(
            new Chunk.ChunkDevice(
                number,
                "device-" + number,
                7,
                List.of(new Chunk.BeforeLeaf("desired.a", Optional.of(IntNode.valueOf(3)))))));
  }

  private static Ledger moved(Ledger ledger) {
    Progress p = ledger.progress();
    return ledger.with(
        new Progress(
            "C" + p.states().substring(1),
            p.moved(),
            p.watches(),
            p.chunks(),
            p.waves(),
            p.breach(),
            p.accepted(),
            p.claims(),
            p.failures(),
            p.verified(),
            p.finishedAt()));
  }

  private static Ledger with(Ledger ledger, Chunk... chunks) {
    return new Ledger(ledger.plan(), List.of(chunks), ledger.progress());
  }

  @Test
  void keepsAPlanOfSeveralShards() {
    Ledger ledger = ledger(12_001);
    new KubernetesLedgerStore(client).begin(KEY, ledger);

    assertThat(new KubernetesLedgerStore(client).load(KEY)).contains(ledger);
    assertThat(shards()).hasSize(4);
  }

  @Test
  void findsAChunkThatTheProgressDoesNotKnow() {
    KubernetesLedgerStore store = new KubernetesLedgerStore(client);
    store.begin(KEY, ledger(3));
    store.append(KEY, with(ledger(3), chunk(0)), List.of(chunk(0)));

    assertThat(new KubernetesLedgerStore(client).load(KEY).orElseThrow().chunks())
        .containsExactly(chunk(0));
  }

  @Test
  void refusesToWriteOverWhatSomebodyElseWrote() {
    KubernetesLedgerStore one = new KubernetesLedgerStore(client);
    one.begin(KEY, ledger(3));
    KubernetesLedgerStore other = new KubernetesLedgerStore(client);
    other.load(KEY);
    one.append(KEY, moved(ledger(3)), List.of());

    assertThatThrownBy(() -> other.append(KEY, ledger(3), List.of()))
        .isInstanceOf(LedgerConflict.class);
    assertThatThrownBy(
            () -> {
              one.append(KEY, with(ledger(3), chunk(0)), List.of(chunk(0)));
              one.append(KEY, with(ledger(3), chunk(0)), List.of(chunk(0)));
            })
        .isInstanceOf(LedgerConflict.class)
        .hasMessageContaining("chunk-0");
  }

  @Test
  void aRolloutOfTheSameNameStartsAfresh() {
    KubernetesLedgerStore store = new KubernetesLedgerStore(client);
    store.begin(KEY, ledger(3));
    store.append(KEY, with(ledger(3), chunk(0)), List.of(chunk(0)));

    assertThat(store.load(AGAIN)).isEmpty();
    store.begin(AGAIN, ledger(2));
    assertThat(store.load(AGAIN).orElseThrow().chunks()).isEmpty();
    assertThat(store.load(KEY)).isEmpty();
  }

  @Test
  void aLeftOverChunkOfARolloutBeforeIsNotTakenUp() {
    KubernetesLedgerStore store = new KubernetesLedgerStore(client);
    store.begin(KEY, ledger(3));
    store.append(KEY, with(ledger(3), chunk(0)), List.of(chunk(0)));
    FleetRolloutLedger left =
        shards().stream()
            .filter(shard -> shard.getMetadata().getName().endsWith("chunk-0"))
            .findFirst()
            .orElseThrow();
    store.begin(AGAIN, ledger(3));
    left.getMetadata().setResourceVersion(null);
    client.resource(left).create();

    assertThat(store.load(AGAIN).orElseThrow().chunks()).isEmpty();
  }

  @Test
  void writesNothingOverALedgerItHasNotRead() {
    new KubernetesLedgerStore(client).begin(KEY, ledger(3));

    assertThatThrownBy(
            () -> new KubernetesLedgerStore(client).append(KEY, moved(ledger(3)), List.of()))
        .isInstanceOf(LedgerConflict.class);
  }

  @Test
  void deletesEverything() {
    KubernetesLedgerStore store = new KubernetesLedgerStore(client);
    store.begin(KEY, ledger(12_001));
    store.append(KEY, with(ledger(12_001), chunk(0)), List.of(chunk(0)));
    store.delete(KEY);

    assertThat(shards()).isEmpty();
    assertThat(store.load(KEY)).isEmpty();
  }

  @Test
  void namesADamagedShardAndAnUnknownFormat() {
    KubernetesLedgerStore store = new KubernetesLedgerStore(client);
    store.begin(KEY, ledger(3));
    FleetRolloutLedgerSpec good =
        LedgerCodec.encode("interval", "abc", "progress", ledger(3).progress());
    assertThat(LedgerCodec.decode(good, Progress.class)).isEqualTo(ledger(3).progress());

    assertUnreadable(spec(good, good.format() + 1, good.content(), good.sha256()), "has format 2");
    assertUnreadable(spec(good, 1, "%%%", good.sha256()), "is damaged");
    assertUnreadable(spec(good, 1, good.content(), "0"), "its checksum is another one");
    client
        .resource(
            shards().stream()
                .filter(s -> s.getMetadata().getName().endsWith("plan-0"))
                .findFirst()
                .orElseThrow())
        .delete();
    assertThatThrownBy(() -> new KubernetesLedgerStore(client).load(KEY))
        .isInstanceOf(LedgerUnreadable.class)
        .hasMessageContaining("interval-plan-0");
  }

  private static void assertUnreadable(FleetRolloutLedgerSpec spec, String why) {
    assertThatThrownBy(() -> LedgerCodec.decode(spec, Progress.class))
        .isInstanceOf(LedgerUnreadable.class)
        .hasMessageContaining(why);
  }

  private static FleetRolloutLedgerSpec spec(
      FleetRolloutLedgerSpec of, int format, String content, String sha256) {
    return new FleetRolloutLedgerSpec(
        of.rollout(), of.revision(), of.shard(), format, content, sha256);
  }

  private List<FleetRolloutLedger> shards() {
    return client.resources(FleetRolloutLedger.class).inNamespace("plant").list().getItems();
  }
}
