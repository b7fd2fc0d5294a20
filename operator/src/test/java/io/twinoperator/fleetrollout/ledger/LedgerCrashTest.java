package io.twinoperator.fleetrollout.ledger;

import static io.twinoperator.fleetrollout.ledger.Ledgers.KEY;
import static io.twinoperator.fleetrollout.ledger.Ledgers.NOW;
import static io.twinoperator.fleetrollout.ledger.Ledgers.batch;
import static io.twinoperator.fleetrollout.ledger.Ledgers.moved;
import static io.twinoperator.fleetrollout.ledger.Ledgers.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.fleetrollout.ledger.Batch.Outcome;
import io.twinoperator.testing.InMemoryLedgerStore;
import io.twinoperator.testing.InMemoryLedgerStore.Died;
import io.twinoperator.testing.InMemoryLedgerStore.When;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The operator dies at each single write of a shard, and another process goes on. */
class LedgerCrashTest {
  private static final Ledger FIRST = Ledgers.of(4);
  private static final Ledger ANEW = Ledger.of(Ledgers.plan(3, NOW.plusSeconds(60)));

  /**
   * Runs it in a store that dies at its n-th write; the store of the process after it, if it did.
   */
  private static Optional<InMemoryLedgerStore> afterDeath(
      Consumer<LedgerStore> before, Consumer<LedgerStore> deadly, int write, When when) {
    InMemoryLedgerStore store = new InMemoryLedgerStore();
    before.accept(store);
    store.dieAt(write, when);
    try {
      deadly.accept(store);
      return Optional.empty();
    } catch (Died e) {
      return Optional.of(new InMemoryLedgerStore(store.shards()));
    }
  }

  /** Tries every write; how many there are. */
  private static int everyDeath(
      When when,
      Consumer<LedgerStore> before,
      Consumer<LedgerStore> deadly,
      Consumer<InMemoryLedgerStore> then) {
    int write = 1;
    for (; ; write++) {
      Optional<InMemoryLedgerStore> next = afterDeath(before, deadly, write, when);
      if (next.isEmpty()) {
        return write - 1;
      }
      then.accept(next.get());
    }
  }

  @ParameterizedTest
  @EnumSource(When.class)
  void aLedgerThatBeganHalfWayIsNone(When when) {
    int writes =
        everyDeath(
            when,
            store -> {},
            store -> store.begin(KEY, FIRST),
            store -> {
              Optional<Ledger> found = store.load(KEY);
              found.ifPresent(ledger -> assertThat(ledger).isEqualTo(FIRST));
              assertThat(store.known()).hasSize(found.isPresent() ? 1 : 0);
              store.begin(KEY, ANEW);
              assertThat(store.load(KEY)).contains(ANEW);
              assertThat(store.shards().names())
                  .containsExactly("plant/interval-plan-0", "plant/interval-progress");
            });

    assertThat(writes).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(When.class)
  void anEarlierPlanGoesAsAWhole(When when) {
    int writes =
        everyDeath(
            when,
            store -> store.begin(KEY, FIRST),
            store -> store.begin(KEY, ANEW),
            store -> {
              store.load(KEY).ifPresent(ledger -> assertThat(ledger).isIn(FIRST, ANEW));
              store.begin(KEY, ANEW);
              assertThat(store.load(KEY)).contains(ANEW);
            });

    assertThat(writes).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource(When.class)
  void aBatchThatIsStoredAndUnknownToTheProgressIsOpen(When when) {
    int writes =
        everyDeath(
            when,
            store -> store.begin(KEY, FIRST),
            store ->
                store.append(
                    KEY, moved(with(FIRST, batch(0), batch(1)), 1), List.of(batch(0), batch(1))),
            store -> {
              Ledger ledger = store.load(KEY).orElseThrow();
              Batch next = batch(ledger.batches().size());
              if (ledger.progress().batches().isEmpty()) {
                assertThat(ledger.progress()).isEqualTo(FIRST.progress());
                assertThat(ledger.openBatches()).isEqualTo(ledger.batches());
              } else {
                assertThat(ledger.outcome(batch(0))).isEqualTo(Outcome.ENDED);
                assertThat(ledger.openBatches()).containsExactly(batch(1));
              }
              store.append(KEY, moved(ledger, 0), List.of(next));
              assertThat(store.load(KEY).orElseThrow().batches()).endsWith(next);
            });

    assertThat(writes).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(When.class)
  void whatIsFreedHalfWayIsNoLedgerAndIsFreedAnew(When when) {
    int writes =
        everyDeath(
            when,
            store -> {
              store.begin(KEY, FIRST);
              store.append(KEY, with(FIRST, batch(0)), List.of(batch(0)));
              store.bury(KEY, new Tombstone("abc", Course.Outcome.ABORTED, NOW, 4, 1));
            },
            store -> store.free(KEY),
            store -> {
              store.load(KEY).ifPresent(ledger -> assertThat(ledger.batches()).hasSize(1));
              assertThat(store.known()).containsExactly(KEY);
              store.free(KEY);
              assertThat(store.load(KEY)).isEmpty();
              assertThat(store.shards().names())
                  .containsExactly("plant/" + ShardNames.tombstone(KEY, "abc"));
            });

    assertThat(writes).isEqualTo(4);
  }

  @Test
  void theNextWriteAfterADeathIsNotTakenForTheOldOne() {
    InMemoryLedgerStore store = new InMemoryLedgerStore();
    store.begin(KEY, FIRST);
    store.dieBeforeProgress();
    Optional<Died> died = Optional.empty();
    try {
      store.append(KEY, with(FIRST, batch(0)), List.of(batch(0)));
    } catch (Died e) {
      died = Optional.of(e);
    }

    assertThat(died).isPresent();
    assertThat(store.load(KEY).orElseThrow().openBatches()).containsExactly(batch(0));
    store.append(KEY, with(FIRST, batch(0), batch(1)), List.of(batch(1)));
    assertThat(store.load(KEY).orElseThrow().batches()).containsExactly(batch(0), batch(1));
  }
}
