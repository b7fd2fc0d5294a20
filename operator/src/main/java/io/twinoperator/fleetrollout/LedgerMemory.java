package io.twinoperator.fleetrollout;

import io.twinoperator.fleetrollout.ledger.Batch;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.LedgerStore;
import io.twinoperator.fleetrollout.ledger.LedgerStore.LedgerConflict;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ledgers as this process knows them, ahead of what is stored by what may be lost without harm: how
 * long things were awaited, and answers of the hub that the twins repeat.
 */
final class LedgerMemory {
  /** What is only known here is stored this often at least. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(60);

  private final LedgerStore store;
  private final InstantSource clock;
  private final Map<RolloutKey, Known> known = new ConcurrentHashMap<>();

  /** A ledger is stored once in this time at most: each write goes to all who watch. */
  private static final Duration BETWEEN = Duration.ofSeconds(1);

  private record Known(Ledger stored, Ledger newest, Instant storedAt) {}

  LedgerMemory(LedgerStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** The newest that is known of a rollout. */
  Optional<Ledger> load(RolloutKey key) {
    Known here = known.get(key);
    if (here != null) {
      return Optional.of(here.newest());
    }
    Optional<Ledger> loaded = store.load(key).map(ledger -> ledger.takenUp(clock.instant()));
    loaded.ifPresent(ledger -> known.put(key, new Known(ledger, ledger, Instant.EPOCH)));
    return loaded;
  }

  /** How long it is until a ledger may be stored again; empty if it may be. */
  Optional<Duration> untilStorable(RolloutKey key) {
    return Optional.ofNullable(known.get(key))
        .map(here -> Duration.between(clock.instant(), here.storedAt().plus(BETWEEN)))
        .filter(left -> !left.isNegative() && !left.isZero());
  }

  /** What is in memory of a rollout. */
  Optional<Ledger> newest(RolloutKey key) {
    return Optional.ofNullable(known.get(key)).map(Known::newest);
  }

  /** Stores a new plan, in place of one of which nothing was done. */
  void begin(RolloutKey key, Ledger ledger) {
    known.remove(key);
    store.begin(key, ledger);
    known.put(key, new Known(ledger, ledger, clock.instant()));
  }

  /**
   * Stores a ledger, if it has new batches, decides something new, or has not been stored for a
   * minute.
   *
   * @throws LedgerConflict if somebody else has written it: then nothing may be written to the hub
   */
  void keep(RolloutKey key, Ledger ledger, List<Batch> added) {
    Known here = known.get(key);
    if (here != null && added.isEmpty() && !isWorthStoring(here.stored(), ledger)) {
      known.put(key, new Known(here.stored(), ledger, here.storedAt()));
      return;
    }
    known.remove(key); // Should the write fail half-way, what is stored is read again.
    store.append(key, ledger, added);
    known.put(key, new Known(ledger, ledger, clock.instant()));
  }

  private static boolean isWorthStoring(Ledger stored, Ledger ledger) {
    boolean old = !ledger.progress().seenAt().isBefore(stored.progress().seenAt().plus(HEARTBEAT));
    boolean atRest = ledger.progress().course().finish().isPresent();
    return !ledger.progress().decidesAs(stored.progress()) || (old && !atRest);
  }

  /** Takes note of what the hub answered; it is stored with the next pass. */
  void learn(RolloutKey key, Ledger ledger) {
    known.computeIfPresent(key, (same, here) -> new Known(here.stored(), ledger, here.storedAt()));
  }

  /** Forgets what is in memory. */
  void forget(RolloutKey key) {
    known.remove(key);
  }
}
