package io.twinoperator.fleetrollout.ledger;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps ledgers in memory beside where they are kept, so that a pass at rest reads nothing from the
 * API server. What is in memory is good as long as nobody else writes; a write that finds otherwise
 * drops it.
 */
public final class CachedLedgerStore implements LedgerStore {
  private final LedgerStore store;
  private final Map<RolloutKey, Ledger> cache = new ConcurrentHashMap<>();

  /** Caches what this store keeps. */
  public CachedLedgerStore(LedgerStore store) {
    this.store = store;
  }

  @Override
  public Optional<Ledger> load(RolloutKey rollout) {
    Ledger cached = cache.get(rollout);
    if (cached != null) {
      return Optional.of(cached);
    }
    Optional<Ledger> loaded = store.load(rollout);
    loaded.ifPresent(ledger -> cache.put(rollout, ledger));
    return loaded;
  }

  @Override
  public void begin(RolloutKey rollout, Ledger ledger) {
    store.begin(rollout, ledger);
    cache.put(rollout, ledger);
  }

  @Override
  public void append(RolloutKey rollout, Ledger ledger, List<Chunk> added) {
    cache.remove(rollout); // Should the write fail half-way, what is stored is read again.
    store.append(rollout, ledger, added);
    cache.put(rollout, ledger);
  }

  @Override
  public void delete(RolloutKey rollout) {
    cache.remove(rollout);
    store.delete(rollout);
  }
}
