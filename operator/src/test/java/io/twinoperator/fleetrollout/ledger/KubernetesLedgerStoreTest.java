package io.twinoperator.fleetrollout.ledger;

import static io.twinoperator.fleetrollout.ledger.Ledgers.KEY;
import static io.twinoperator.fleetrollout.ledger.Ledgers.NOW;
import static io.twinoperator.fleetrollout.ledger.Ledgers.REVISION;
import static io.twinoperator.fleetrollout.ledger.Ledgers.batch;
import static io.twinoperator.fleetrollout.ledger.Ledgers.moved;
import static io.twinoperator.fleetrollout.ledger.Ledgers.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.twinoperator.api.v1alpha1.FleetRolloutLedger;
import io.twinoperator.api.v1alpha1.FleetRolloutLedgerSpec;
import io.twinoperator.fleetrollout.ledger.Batch.BatchDevice;
import io.twinoperator.fleetrollout.ledger.BeforeImage.Leaf;
import io.twinoperator.fleetrollout.ledger.LedgerStore.LedgerConflict;
import io.twinoperator.fleetrollout.ledger.LedgerStore.LedgerUnreadable;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Member;
import io.twinoperator.testing.ApiServer;
import io.twinoperator.testing.OnApiServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnApiServer
class KubernetesLedgerStoreTest {
  private static final RolloutKey OTHER = new RolloutKey("plant", "interval-plan-0");

  private ApiServer api;
  private KubernetesClient client;

  @BeforeEach
  void start() {
    api = ApiServer.start();
    client = api.client();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private KubernetesLedgerStore store() {
    return new KubernetesLedgerStore(client, Set.of());
  }

  @Test
  void keepsALedgerForTheNextProcess() {
    KubernetesLedgerStore store = store();
    store.begin(KEY, Ledgers.of(4));
    Ledger ledger = moved(with(Ledgers.of(4), batch(0), batch(1)), 1);
    store.append(KEY, ledger, List.of(batch(0), batch(1)));

    assertThat(store().load(KEY)).contains(ledger);
    assertThat(names())
        .containsExactly(
            "interval-batch-0", "interval-batch-1", "interval-plan-0", "interval-progress");
    assertThat(shards())
        .allSatisfy(
            shard -> {
              assertThat(shard.getMetadata().getOwnerReferences()).isEmpty();
              assertThat(shard.getMetadata().getLabels())
                  .containsEntry("twin-operator.io/rollout", "interval")
                  .containsKey("twin-operator.io/ledger");
              assertThat(shard.getSpec().revision()).isEqualTo(REVISION);
            });
  }

  /** Every one had something of its own, and its name is like no other. */
  @Test
  void aPlanThatCannotBeCompressedIsCutToMeasure() {
    Random random = new Random(3);
    List<BeforeImage> classes = new ArrayList<>();
    List<Member> members = new ArrayList<>();
    for (int n = 0; n < 20_000; n++) {
      classes.add(
          new BeforeImage(
              List.of(
                  new Leaf(
                      "desired.a", Optional.of(TextNode.valueOf(Ledgers.noise(random, 40)))))));
      members.add(new Member(Ledgers.noise(random, 16), 1, 2, n, 0, 1 + n));
    }
    Ledger ledger = Ledger.of(Ledgers.plan(members, classes, NOW));
    store().begin(KEY, ledger);

    assertThat(store().load(KEY)).contains(ledger);
    assertThat(shards()).hasSizeBetween(3, 6);
    assertThat(shards())
        .allSatisfy(
            shard -> assertThat(shard.getSpec().content()).hasSizeLessThan(LedgerCodec.MAX_CHARS));
  }

  @Test
  void aBatchThatIsTooLargeGoesOnInTails() {
    Random random = new Random(3);
    List<BatchDevice> devices =
        IntStream.range(0, 200)
            .mapToObj(
                n ->
                    new BatchDevice(
                        n,
                        0,
                        7,
                        Optional.of(
                            new BeforeImage(
                                List.of(
                                    new Leaf(
                                        "desired.a",
                                        Optional.of(
                                            TextNode.valueOf(Ledgers.noise(random, 6_000)))))))))
            .toList();
    Batch large = Ledgers.batch(0, devices);
    KubernetesLedgerStore store = store();
    store.begin(KEY, Ledgers.of(200));
    Ledger ledger = with(Ledgers.of(200), large, batch(1));
    store.append(KEY, ledger, List.of(large, batch(1)));

    assertThat(store().load(KEY)).contains(ledger);
    List<String> tails = names().stream().filter(name -> name.contains("batch-0-t")).toList();
    assertThat(tails).hasSizeBetween(1, 3);
    assertThat(shards())
        .allSatisfy(
            shard -> assertThat(shard.getSpec().content()).hasSizeLessThan(LedgerCodec.MAX_CHARS));
    delete(tails.get(0));
    assertUnreadable(tails.get(0) + " is missing");
  }

  /** More than a page of batches, of an answer and of all tombstones. */
  @Test
  void readsPageByPage() {
    KubernetesLedgerStore store = store();
    store.begin(KEY, Ledgers.of(4));
    Batch[] batches = IntStream.range(0, 230).mapToObj(Ledgers::batch).toArray(Batch[]::new);
    Ledger ledger = with(Ledgers.of(4), batches);
    store.append(KEY, ledger, List.of(batches));

    assertThat(store().load(KEY)).contains(ledger);
    store.free(KEY);
    assertThat(shards()).isEmpty();
  }

  @Test
  void refusesToWriteOverWhatSomebodyElseWrote() {
    KubernetesLedgerStore one = store();
    one.begin(KEY, Ledgers.of(4));
    KubernetesLedgerStore other = store();
    other.load(KEY);
    one.append(KEY, moved(Ledgers.of(4), 0), List.of());

    assertThatThrownBy(() -> other.append(KEY, Ledgers.of(4), List.of()))
        .isInstanceOf(LedgerConflict.class)
        .hasMessageContaining("plant/interval-progress")
        .hasMessageContaining("another operator");
    assertThatThrownBy(() -> other.append(KEY, Ledgers.of(4), List.of()))
        .isInstanceOf(LedgerConflict.class)
        .hasMessageContaining("was not read");
    assertThat(one.load(KEY)).contains(moved(Ledgers.of(4), 0));
  }

  @Test
  void writesNothingOverALedgerItHasNotRead() {
    store().begin(KEY, Ledgers.of(4));

    assertThatThrownBy(() -> store().append(KEY, moved(Ledgers.of(4), 0), List.of()))
        .isInstanceOf(LedgerConflict.class);
    assertThatThrownBy(() -> store().begin(KEY, Ledgers.of(3))).isInstanceOf(LedgerConflict.class);
    assertThat(store().load(KEY)).contains(Ledgers.of(4));
  }

  @Test
  void aBatchThatIsThereAlreadyIsTakenIfItIsTheSame() {
    KubernetesLedgerStore one = store();
    one.begin(KEY, Ledgers.of(4));
    KubernetesLedgerStore other = store();
    other.load(KEY);
    KubernetesLedgerStore third = store();
    third.load(KEY);
    // The first one dies between batch and progress: nobody has written the progress.
    client.resource(copyWithBatch(one)).create();

    assertThatThrownBy(() -> other.append(KEY, Ledgers.of(4), List.of(Ledgers.batch(0, List.of()))))
        .isInstanceOf(LedgerConflict.class)
        .hasMessageContaining("plant/interval-batch-0");
    Ledger ledger = with(Ledgers.of(4), batch(0));
    third.append(KEY, ledger, List.of(batch(0)));
    assertThat(store().load(KEY)).contains(ledger);
  }

  /** The shard of batch 0 as the store writes it; taken from a ledger of another rollout. */
  private FleetRolloutLedger copyWithBatch(LedgerStore store) {
    RolloutShards made =
        new RolloutShards(KEY, REVISION, PlanParts.id(store.load(KEY).orElseThrow().plan()));
    BatchParts.Part part = BatchParts.cut(batch(0)).get(0);
    return made.shard(FleetRolloutLedgerSpec.Kind.Batch, part.shard(), part.content());
  }

  @Test
  void aPlanThatNobodyActedOnIsReplacedAndOneThatWroteIsNot() {
    KubernetesLedgerStore store = store();
    store.begin(KEY, Ledgers.of(4));
    Ledger anew = Ledger.of(Ledgers.plan(3, NOW.plusSeconds(60)));
    store.begin(KEY, anew);
    assertThat(store().load(KEY)).contains(anew);
    store.append(KEY, with(anew, batch(0)), List.of(batch(0)));

    assertThatThrownBy(() -> store.begin(KEY, Ledgers.of(4)))
        .isInstanceOf(LedgerConflict.class)
        .hasMessageContaining("written 1 batches");
    assertThat(store().load(KEY)).contains(with(anew, batch(0)));
  }

  @Test
  void rolloutsOfLikeNamesHaveNothingInCommon() {
    KubernetesLedgerStore store = store();
    store.begin(KEY, Ledgers.of(4));
    store.begin(OTHER, Ledgers.of(2));
    RolloutKey elsewhere = new RolloutKey("office", "interval");
    store.begin(elsewhere, Ledgers.of(3));
    store.free(KEY);

    assertThat(store().load(KEY)).isEmpty();
    assertThat(store().load(OTHER)).contains(Ledgers.of(2));
    assertThat(store().load(elsewhere)).contains(Ledgers.of(3));
    assertThat(store.known()).containsExactlyInAnyOrder(OTHER, elsewhere);
  }

  @Test
  void rolloutsWhoseLongNamesHaveOneLabelHaveNothingElseInCommon() {
    String longName = "a".repeat(253);
    RolloutKey one = new RolloutKey("plant", longName);
    RolloutKey other = new RolloutKey("plant", ShardNames.label(longName));
    KubernetesLedgerStore store = store();
    for (RolloutKey key : List.of(one, other)) {
      store.begin(key, Ledgers.of(4));
      store.append(key, with(Ledgers.of(4), batch(0)), List.of(batch(0)));
    }
    store.free(one);

    assertThat(store().load(one)).isEmpty();
    assertThat(store().load(other)).contains(with(Ledgers.of(4), batch(0)));
  }

  @Test
  void namesTheShardThatIsMissingAndSaysWhatToDo() {
    KubernetesLedgerStore store = store();
    store.begin(KEY, Ledgers.of(4));
    Ledger ledger = moved(with(Ledgers.of(4), batch(0), batch(1), batch(2)), 3);
    store.append(KEY, ledger, List.of(batch(0), batch(1), batch(2)));

    for (String name :
        List.of("interval-batch-1", "interval-batch-2", "interval-plan-0", "interval-progress")) {
      FleetRolloutLedger shard = shard(name);
      delete(name);
      assertUnreadable(
          "FleetRolloutLedger plant/" + name + " is missing. Restore it as it was",
          "kubectl -n plant delete fleetrolloutledgers"
              + " -l twin-operator.io/rollout=interval,twin-operator.io/ledger!=tombstone",
          "Interrupted");
      shard.getMetadata().setResourceVersion(null);
      shard.getMetadata().setUid(null);
      client.resource(shard).create();
      assertThat(store().load(KEY)).contains(ledger);
    }
  }

  @Test
  void namesTheShardThatIsDamagedAndSaysHow() {
    KubernetesLedgerStore store = store();
    store.begin(KEY, Ledgers.of(4));
    store.append(KEY, moved(with(Ledgers.of(4), batch(0)), 1), List.of(batch(0)));

    for (String name : names()) {
      FleetRolloutLedgerSpec good = shard(name).getSpec();
      replace(name, s -> content(s, s.content().substring(0, s.content().length() / 2), 2));
      assertUnreadable("plant/" + name + " is damaged: its content is cut off or was changed");
      replace(name, s -> content(s, LedgerCodec.encode("x").content(), 2));
      assertUnreadable("plant/" + name + " is damaged: its checksum is another one");
      replace(name, s -> content(good, good.content(), 3));
      assertUnreadable("plant/" + name + " has format 3, and this operator reads format 2 only");
      replace(name, s -> good);
    }
    assertThat(store().load(KEY)).isPresent();
  }

  private static FleetRolloutLedgerSpec content(
      FleetRolloutLedgerSpec of, String content, int format) {
    return new FleetRolloutLedgerSpec(
        of.rollout(),
        of.revision(),
        of.shard(),
        format,
        content,
        of.sha256(),
        of.kind(),
        of.plan(),
        of.outcome());
  }

  @Test
  void aShardOfAnEarlierPlanIsNotTakenUp() {
    KubernetesLedgerStore store = store();
    store.begin(KEY, Ledgers.of(4));
    store.append(KEY, with(Ledgers.of(4), batch(0)), List.of(batch(0)));
    FleetRolloutLedger old = shard("interval-batch-0");
    store.free(KEY);
    store.begin(KEY, Ledger.of(Ledgers.plan(4, NOW.plusSeconds(60))));
    old.getMetadata().setResourceVersion(null);
    client.resource(old).create();

    assertUnreadable("plant/interval-batch-0 belongs to plan", "and the progress to plan");
  }

  @Test
  void aProgressThatSpeaksOfOthersIsNotTakenUp() {
    KubernetesLedgerStore store = store();
    store.begin(KEY, Ledgers.of(4));
    store.append(KEY, Ledgers.of(4).with(Ledgers.of(3).progress()), List.of());

    assertUnreadable("plant/interval-progress speaks of 3 devices, and the plan has 4");
  }

  @Test
  void anEditedStateIsNotTakenUp() {
    KubernetesLedgerStore store = store();
    store.begin(KEY, Ledgers.of(4));
    store.append(
        KEY, Ledgers.with(Ledgers.of(4), "CC?C", "", Map.of(), Optional.empty()), List.of());

    assertUnreadable(
        "plant/interval-progress holds a letter that this operator does not know: '?'");
  }

  @Test
  void aTombstoneOutlivesTheLedger() {
    KubernetesLedgerStore store = store();
    store.begin(KEY, Ledgers.of(4));
    Tombstone aborted = new Tombstone(REVISION, Course.Outcome.ABORTED, NOW, 4, 2);
    Tombstone undone =
        new Tombstone(REVISION, Course.Outcome.ROLLED_BACK_WITH_EXCEPTIONS, NOW, 4, 0);
    store.bury(KEY, aborted);
    store.bury(KEY, undone);
    store.bury(KEY, new Tombstone("0123456789ab", Course.Outcome.SUCCEEDED, NOW, 1, 1));
    store.free(KEY);

    assertThat(names()).containsExactly("interval-0123456789ab", "interval-" + REVISION);
    assertThat(store().tombstone(KEY, REVISION)).contains(undone);
    assertThat(store().tombstone(KEY, "ffffffffffff")).isEmpty();
    assertThat(store().tombstone(OTHER, REVISION)).isEmpty();
    assertThat(store().known()).containsExactly(KEY);
    FleetRolloutLedgerSpec spec = shard("interval-" + REVISION).getSpec();
    assertThat(spec.outcome()).isEqualTo("RolledBackWithExceptions");
    assertThat(spec.shard()).isEqualTo("tombstone");
    assertThat(store().load(KEY)).isEmpty();
    replace("interval-" + REVISION, s -> content(s, "%%%", 2));
    assertThatThrownBy(() -> store().tombstone(KEY, REVISION))
        .isInstanceOf(LedgerUnreadable.class)
        .hasMessageContaining("FleetRolloutLedger plant/interval-" + REVISION + " is damaged")
        .hasMessageContaining("or delete it");
  }

  @Test
  void whatIsHeldOfADeletedRolloutIsNotedUntilItIsWrittenAgain() {
    KubernetesLedgerStore store = store();
    store.begin(KEY, Ledgers.of(4));
    Instant until = NOW.plusSeconds(3_600);
    store.retire(KEY, until);
    assertThat(store.kept().get(0).keepUntil()).contains(until);
    assertThatThrownBy(() -> store.append(KEY, Ledgers.of(4), List.of()))
        .isInstanceOf(LedgerConflict.class);
    store.append(KEY, store.load(KEY).orElseThrow(), List.of());

    assertThat(store.kept())
        .containsExactly(KeptLedger.of(KEY, REVISION, Ledgers.of(4).progress(), Optional.empty()));
    store.retire(OTHER, until);
    assertThat(store.known()).containsExactly(KEY);
  }

  @Test
  void aLedgerThatCannotBeReadIsNotAmongThoseToTidy() {
    KubernetesLedgerStore store = store();
    store.begin(KEY, Ledgers.of(4));
    replace("interval-progress", s -> content(s, "%%%", 2));

    assertThat(store.kept()).isEmpty();
    assertThat(store.known()).containsExactly(KEY);
  }

  @Test
  void whoServesSomeNamespacesAsksForNoOthers() {
    KubernetesLedgerStore plant = new KubernetesLedgerStore(client, Set.of("plant"));
    RolloutKey elsewhere = new RolloutKey("office", "interval");
    plant.begin(KEY, Ledgers.of(4));
    store().begin(elsewhere, Ledgers.of(4));

    assertThat(plant.known()).containsExactly(KEY);
    assertThat(plant.kept()).hasSize(1);
    assertThat(store().known()).containsExactlyInAnyOrder(KEY, elsewhere);
  }

  private void assertUnreadable(String... parts) {
    assertThatThrownBy(() -> store().load(KEY))
        .isInstanceOf(LedgerUnreadable.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  private List<FleetRolloutLedger> shards() {
    return client.resources(FleetRolloutLedger.class).inNamespace("plant").list().getItems();
  }

  private List<String> names() {
    return shards().stream().map(shard -> shard.getMetadata().getName()).sorted().toList();
  }

  private FleetRolloutLedger shard(String name) {
    return client.resources(FleetRolloutLedger.class).inNamespace("plant").withName(name).require();
  }

  private void delete(String name) {
    client.resource(shard(name)).delete();
  }

  private void replace(String name, UnaryOperator<FleetRolloutLedgerSpec> change) {
    FleetRolloutLedger shard = shard(name);
    shard.setSpec(change.apply(shard.getSpec()));
    client.resource(shard).update();
  }
}
