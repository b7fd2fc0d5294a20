package io.twinoperator.fleetrollout.simulation;

import io.twinoperator.fleetrollout.ledger.Batch;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.LedgerStore;
import io.twinoperator.fleetrollout.ledger.ShardLedgerStore;
import io.twinoperator.testing.InMemoryShards;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ledgers of the cluster: shards as an API server keeps them, written and read by the
 * production store and codec. What was stored last is noted beside them, for whoever looks on.
 */
final class Ledgers {
  private final InMemoryShards shards = new InMemoryShards();
  private final Map<LedgerStore.RolloutKey, Ledger> last = new HashMap<>();

  /** Ledgers at whose writes, before and after each, the operator may die. */
  Ledgers(Crashes crashes) {
    shards.watch(
        new InMemoryShards.ShardWrites() {
          @Override
          public void before(String name) {
            crashes.point();
          }

          @Override
          public void after(String name) {
            crashes.point();
          }
        });
  }

  /** The store of a process that begins now. */
  LedgerStore open() {
    return new Noting(new ShardLedgerStore(shards));
  }

  /** The ledger as it was last stored or read. */
  Optional<Ledger> peek(LedgerStore.RolloutKey rollout) {
    return Optional.ofNullable(last.get(rollout));
  }

  private final class Noting extends AroundStore {
    Noting(LedgerStore store) {
      super(store);
    }

    @Override
    public Optional<Ledger> load(RolloutKey rollout) {
      Optional<Ledger> loaded = super.load(rollout);
      loaded.ifPresentOrElse(ledger -> last.put(rollout, ledger), () -> last.remove(rollout));
      return loaded;
    }

    @Override
    public void begin(RolloutKey rollout, Ledger ledger) {
      super.begin(rollout, ledger);
      last.put(rollout, ledger);
    }

    @Override
    public void append(RolloutKey rollout, Ledger ledger, List<Batch> added) {
      super.append(rollout, ledger, added);
      last.put(rollout, ledger);
    }
  }
}
