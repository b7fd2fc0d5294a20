package io.twinoperator.testing;

import io.twinoperator.fleetrollout.ledger.Chunk;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.LedgerStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Ledgers in memory; as atomic as an API server is, call by call: a store may be cut off between
 * chunks and progress.
 */
public final class InMemoryLedgerStore implements LedgerStore {
  private final Map<RolloutKey, Ledger> ledgers = new HashMap<>();
  private boolean dieBeforeProgress;

  /** Lets the next append store its chunks and then fail, as if the operator had died there. */
  public void dieBeforeProgress() {
    dieBeforeProgress = true;
  }

  @Override
  public Optional<Ledger> load(RolloutKey rollout) {
    return Optional.ofNullable(ledgers.get(rollout));
  }

  @Override
  public void begin(RolloutKey rollout, Ledger ledger) {
    ledgers.put(rollout, ledger);
  }

  @Override
  public void append(RolloutKey rollout, Ledger ledger, List<Chunk> added) {
    Ledger before = ledgers.get(rollout);
    if (dieBeforeProgress && !added.isEmpty()) {
      dieBeforeProgress = false;
      ledgers.put(rollout, new Ledger(before.plan(), ledger.chunks(), before.progress()));
      throw new Died();
    }
    ledgers.put(rollout, ledger);
  }

  @Override
  public void delete(RolloutKey rollout) {
    ledgers.remove(rollout);
  }

  /** The operator is dead at this point. */
  public static final class Died extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
