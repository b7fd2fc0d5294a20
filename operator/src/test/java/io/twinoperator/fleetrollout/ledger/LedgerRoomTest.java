package io.twinoperator.fleetrollout.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinoperator.fleetrollout.ledger.LedgerStore.LedgerTooLarge;
import io.twinoperator.testing.InMemoryLedgerStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A rollout that has outgrown the one shard that changes. */
class LedgerRoomTest {

  @Test
  void aProgressThatDoesNotFitIsRefusedWithItsSizeAndNothingIsStored() {
    InMemoryLedgerStore store = new InMemoryLedgerStore();
    Ledger begun = Ledgers.of(4);
    store.begin(Ledgers.KEY, begun);

    assertThatThrownBy(() -> store.append(Ledgers.KEY, whereAllAreFollowed(50_000), List.of()))
        .isInstanceOf(LedgerTooLarge.class)
        .hasMessageContaining("rollout plant/interval, with 50000 devices of which 50000 are")
        .hasMessageContaining("a shard holds %d: split the rollout", LedgerCodec.MAX_CHARS);

    assertThat(new InMemoryLedgerStore(store.shards()).load(Ledgers.KEY)).contains(begun);
  }

  /** Nothing in it is like anything else, so that it cannot be compressed. */
  private static Ledger whereAllAreFollowed(int devices) {
    Random random = new Random(7);
    Map<Integer, Watch> watches = new HashMap<>();
    for (int n = 0; n < devices; n++) {
      long since = Ledgers.NOW.toEpochMilli() + random.nextInt(604_800_000);
      watches.put(
          n,
          new Watch(
              since,
              since + random.nextInt(604_800_000),
              random.nextInt(300),
              random.nextInt(604_800_000),
              random.nextInt(1_800_000),
              random.nextInt(3)));
    }
    return Ledgers.with(
        Ledgers.of(devices), "w".repeat(devices), "e".repeat(500), watches, Optional.empty());
  }
}
