package io.twinoperator.fleetrollout.ledger;

import io.twinoperator.fleetrollout.ledger.LedgerStore.LedgerConflict;
import io.twinoperator.fleetrollout.ledger.LedgerStore.LedgerUnreadable;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frees ledgers that nobody needs any more: of rollouts that ended, and of rollouts that were
 * deleted, after the time that they are to be kept. A tombstone stays of each that touched a
 * device.
 */
public final class LedgerKeeper {
  private static final Logger log = LoggerFactory.getLogger(LedgerKeeper.class);

  /**
   * How long a ledger is kept whose rollout was deleted while nobody looked, so that nobody knows
   * how long it asked for: as long as a rollout that does not say.
   */
  public static final Duration KEPT_UNASKED = Duration.ofDays(30);

  private final LedgerStore store;
  private final Function<RolloutKey, Optional<Duration>> ttls;
  private final InstantSource clock;

  /**
   * Keeps order among the ledgers of a store.
   *
   * @param ttls the {@code ttlAfterFinished} of a rollout's object; empty only if there is no such
   *     object, so it must not answer before all of them are known
   */
  public LedgerKeeper(
      LedgerStore store, Function<RolloutKey, Optional<Duration>> ttls, InstantSource clock) {
    this.store = store;
    this.ttls = ttls;
    this.clock = clock;
  }

  /** What is to become of a ledger. */
  sealed interface Fate {
    /** It stays as it is. */
    record Keep() implements Fate {}

    /** It is noted until when it stays. */
    record Retire(Instant keepUntil) implements Fate {}

    /** It goes. */
    record Free() implements Fate {}
  }

  /**
   * What is to become of a ledger.
   *
   * @param ttl of the rollout's object; empty if that is gone
   */
  static Fate fate(KeptLedger kept, Optional<Duration> ttl, Instant now) {
    return switch (kept.stage()) {
      case FREED -> new Fate.Free();
      case BEGUN -> ttl.isPresent() ? new Fate.Keep() : new Fate.Free();
      case WHOLE ->
          ttl.map(asked -> ofObject(kept, asked, now)).orElseGet(() -> ofDeleted(kept, now));
    };
  }

  private static Fate ofObject(KeptLedger kept, Duration ttl, Instant now) {
    return kept.endedAt().map(end -> until(end.plus(ttl), now)).orElseGet(Fate.Keep::new);
  }

  private static Fate ofDeleted(KeptLedger kept, Instant now) {
    return kept.keepUntil()
        .or(() -> kept.endedAt().map(end -> end.plus(KEPT_UNASKED)))
        .map(end -> until(end, now))
        .orElseGet(() -> new Fate.Retire(now.plus(KEPT_UNASKED)));
  }

  private static Fate until(Instant end, Instant now) {
    return now.isBefore(end) ? new Fate.Keep() : new Fate.Free();
  }

  /**
   * Looks at every ledger once; one that somebody writes at this moment waits for the next time.
   */
  public void tidy() {
    for (KeptLedger kept : store.kept()) {
      try {
        carryOut(kept, fate(kept, ttls.apply(kept.rollout()), clock.instant()));
      } catch (LedgerConflict | LedgerUnreadable e) {
        log.warn("the ledger of rollout {} is left as it is: {}", kept.rollout(), e.getMessage());
      }
    }
  }

  private void carryOut(KeptLedger kept, Fate fate) {
    if (fate instanceof Fate.Retire retire) {
      store.retire(kept.rollout(), retire.keepUntil());
      log.info(
          "rollout {} is gone; its ledger is kept until {}", kept.rollout(), retire.keepUntil());
    } else if (fate instanceof Fate.Free) {
      kept.epitaph().ifPresent(epitaph -> bury(kept.rollout(), epitaph));
      store.free(kept.rollout());
      log.info("the ledger of rollout {} is freed", kept.rollout());
    }
  }

  /** The one that the rollout left itself, if it did, knows better. */
  private void bury(RolloutKey rollout, Tombstone epitaph) {
    if (store.tombstone(rollout, epitaph.revision()).isEmpty()) {
      store.bury(rollout, epitaph);
    }
  }
}
