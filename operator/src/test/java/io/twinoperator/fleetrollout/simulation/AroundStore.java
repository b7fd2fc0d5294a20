package io.twinoperator.fleetrollout.simulation;

import io.twinoperator.fleetrollout.ledger.Batch;
import io.twinoperator.fleetrollout.ledger.KeptLedger;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.LedgerStore;
import io.twinoperator.fleetrollout.ledger.Tombstone;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A store that passes every call on; whoever watches it, or makes a mistake, overrides some. */
class AroundStore implements LedgerStore {
  private final LedgerStore store;

  AroundStore(LedgerStore store) {
    this.store = store;
  }

  @Override
  public Optional<Ledger> load(RolloutKey rollout) {
    return store.load(rollout);
  }

  @Override
  public void begin(RolloutKey rollout, Ledger ledger) {
    store.begin(rollout, ledger);
  }

  @Override
  public void append(RolloutKey rollout, Ledger ledger, List<Batch> added) {
    store.append(rollout, ledger, added);
  }

  @Override
  public void bury(RolloutKey rollout, Tombstone tombstone) {
    store.bury(rollout, tombstone);
  }

  @Override
  public Optional<Tombstone> tombstone(RolloutKey rollout, String revision) {
    return store.tombstone(rollout, revision);
  }

  @Override
  public Set<RolloutKey> known() {
    return store.known();
  }

  @Override
  public void free(RolloutKey rollout) {
    store.free(rollout);
  }

  @Override
  public List<KeptLedger> kept() {
    return store.kept();
  }

  @Override
  public void retire(RolloutKey rollout, Instant keepUntil) {
    store.retire(rollout, keepUntil);
  }
}
