package io.twinoperator.fleetrollout;

import io.twinoperator.fleetrollout.ledger.LedgerKeeper;
import io.twinoperator.fleetrollout.ledger.LedgerStore;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.iothub.sweep.Later;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after the ledgers once an hour, from when all rollouts are known. */
public final class LedgerUpkeep {
  private static final Logger log = LoggerFactory.getLogger(LedgerUpkeep.class);
  private static final Duration EVERY = Duration.ofHours(1);

  private final LedgerStore store;
  private final Later later;
  private final InstantSource clock;

  /** An upkeep that has not begun. */
  public LedgerUpkeep(LedgerStore store, Later later, InstantSource clock) {
    this.store = store;
    this.later = later;
    this.clock = clock;
  }

  /**
   * Begins it.
   *
   * @param ttls the {@code ttlAfterFinished} of each rollout; empty if there is no such object
   */
  void begin(Function<RolloutKey, Optional<Duration>> ttls) {
    LedgerKeeper keeper = new LedgerKeeper(store, ttls, clock);
    later.after(EVERY, () -> tidy(keeper));
  }

  private void tidy(LedgerKeeper keeper) {
    try {
      keeper.tidy();
    } catch (RuntimeException e) {
      log.warn("ledgers cannot be looked after now, and will be in {}: {}", EVERY, e.toString());
    }
    later.after(EVERY, () -> tidy(keeper));
  }
}
