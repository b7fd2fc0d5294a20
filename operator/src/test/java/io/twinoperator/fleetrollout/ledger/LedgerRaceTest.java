package io.twinoperator.fleetrollout.ledger;

import static io.twinoperator.fleetrollout.ledger.Ledgers.KEY;
import static io.twinoperator.fleetrollout.ledger.Ledgers.NOW;
import static io.twinoperator.fleetrollout.ledger.Ledgers.batch;
import static io.twinoperator.fleetrollout.ledger.Ledgers.moved;
import static io.twinoperator.fleetrollout.ledger.Ledgers.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.fleetrollout.ledger.Batch.BatchDevice;
import io.twinoperator.fleetrollout.ledger.LedgerStore.LedgerConflict;
import io.twinoperator.testing.InMemoryLedgerStore;
import io.twinoperator.testing.InMemoryShards;
import io.twinoperator.testing.InMemoryShards.ShardWrites;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Of two operators the second does all it does before any one write of the first. */
class LedgerRaceTest {
  private static final Ledger OLD = Ledgers.of(4);
  private static final Ledger ONE = Ledger.of(Ledgers.plan(3, NOW.plusSeconds(1)));
  private static final Ledger OTHER = Ledger.of(Ledgers.plan(2, NOW.plusSeconds(2)));
  private static final Batch OTHERS_BATCH =
      batch(0, List.of(new BatchDevice(1, 0, 5, Optional.empty())));

  private record Act(String name, Consumer<LedgerStore> act) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Act> SECOND =
      List.of(
          new Act("begins", store -> store.begin(KEY, OTHER)),
          new Act(
              "appends",
              store ->
                  store
                      .load(KEY)
                      .ifPresent(
                          ledger ->
                              store.append(
                                  KEY, with(ledger, OTHERS_BATCH), List.of(OTHERS_BATCH)))),
          new Act("frees", store -> store.free(KEY)),
          new Act("retires", store -> store.retire(KEY, NOW)));

  private static final List<Act> FIRST =
      List.of(
          new Act("begins", store -> store.begin(KEY, ONE)),
          new Act(
              "appends",
              store -> store.append(KEY, moved(with(OLD, batch(0)), 1), List.of(batch(0)))),
          new Act(
              "appends two",
              store ->
                  store.append(KEY, with(OLD, batch(0), batch(1)), List.of(batch(0), batch(1)))),
          new Act("frees", store -> store.free(KEY)),
          new Act("retires", store -> store.retire(KEY, NOW)));

  static Stream<Arguments> races() {
    return FIRST.stream()
        .flatMap(first -> SECOND.stream().map(second -> Arguments.of(first, second)));
  }

  @ParameterizedTest(name = "one {0}, the other {1}")
  @MethodSource("races")
  void whoeverWinsTheLedgerIsWholeOrNone(Act first, Act second) {
    int write = 1;
    while (race(first, second, write)) {
      write++;
    }
    assertThat(write).isGreaterThan(1);
  }

  /** Whether there was such a write of the first. */
  private static boolean race(Act first, Act second, int write) {
    InMemoryShards shards = new InMemoryShards();
    InMemoryLedgerStore one = new InMemoryLedgerStore(shards);
    InMemoryLedgerStore other = new InMemoryLedgerStore(shards);
    one.begin(KEY, OLD);
    boolean[] hasInterfered = {false};
    shards.watch(
        new ShardWrites() {
          private int left = write;

          @Override
          public void before(String name) {
            left--;
            if (left == 0) {
              shards.watch(new ShardWrites() {});
              hasInterfered[0] = true;
              assertThat(other.load(KEY).map(Ledger::plan)).isIn(some(OLD), some(ONE), none());
              tried(other, second);
            }
          }
        });
    boolean firstWon = tried(one, first);

    Optional<Ledger> found = new InMemoryLedgerStore(shards).load(KEY);
    found.ifPresent(ledger -> assertThat(ledger.plan()).isIn(OLD.plan(), ONE.plan(), OTHER.plan()));
    if (firstWon && first.name().equals("begins")) {
      assertThat(found.map(Ledger::plan)).isEqualTo(some(ONE));
    }
    if (firstWon && first.name().equals("appends")) {
      assertThat(found).contains(moved(with(OLD, batch(0)), 1));
    }
    return hasInterfered[0];
  }

  private static Optional<RolloutPlan> some(Ledger ledger) {
    return Optional.of(ledger.plan());
  }

  private static Optional<RolloutPlan> none() {
    return Optional.empty();
  }

  private static boolean tried(LedgerStore store, Act act) {
    try {
      act.act().accept(store);
      return true;
    } catch (LedgerConflict | IllegalStateException e) {
      return false;
    }
  }
}
