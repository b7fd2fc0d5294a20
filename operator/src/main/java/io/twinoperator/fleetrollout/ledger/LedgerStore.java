package io.twinoperator.fleetrollout.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps ledgers. Each call is one or more writes to where they are kept; what it returned is there
 * to stay.
 */
public interface LedgerStore {

  /**
   * Reads a rollout's ledger; empty if none was begun, or it has been freed.
   *
   * @throws LedgerUnreadable if it is damaged, incomplete, or of a format that this version does
   *     not know
   */
  Optional<Ledger> load(RolloutKey rollout);

  /**
   * Writes the plan, and progress of which nothing is done; in place of an earlier plan of which
   * nothing was done either.
   *
   * @throws LedgerConflict if somebody else has written since it was read
   */
  void begin(RolloutKey rollout, Ledger ledger);

  /**
   * Writes new batches, then the progress.
   *
   * @throws LedgerConflict if somebody else has written since it was read: then nothing may be
   *     written to the hub
   * @throws LedgerTooLarge if it has no room: then nothing is written either
   */
  void append(RolloutKey rollout, Ledger ledger, List<Batch> added);

  /** Writes the tombstone of a rollout that has ended; one of the same revision is replaced. */
  void bury(RolloutKey rollout, Tombstone tombstone);

  /** The tombstone of a rollout of this name and revision; empty if none has ended. */
  Optional<Tombstone> tombstone(RolloutKey rollout, String revision);

  /**
   * Every rollout of which there is a ledger or a tombstone, in all namespaces: those whose markers
   * on devices are explained.
   */
  Set<RolloutKey> known();

  /**
   * Takes away the ledger of a rollout; tombstones stay.
   *
   * @throws LedgerConflict if somebody writes it at this moment
   */
  void free(RolloutKey rollout);

  /**
   * Every ledger that is kept, in all namespaces, in short; one that cannot be read is left out.
   */
  List<KeptLedger> kept();

  /**
   * Notes that a rollout's object is gone, and until when its ledger is kept, so that the same
   * object, created again, goes on. The next progress that is written takes the note away.
   *
   * @throws LedgerConflict if somebody writes it at this moment
   */
  void retire(RolloutKey rollout, Instant keepUntil);

  /** Names one FleetRollout object; one that is created again has the same key. */
  record RolloutKey(String namespace, String name) {
    @Override
    public String toString() {
      return namespace + "/" + name;
    }
  }

  /** A ledger that cannot be read. */
  final class LedgerUnreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says which shard, and why. */
    public LedgerUnreadable(String message) {
      super(message);
    }
  }

  /** A ledger that has no room in the cluster. */
  final class LedgerTooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says what is too large, and what to do. */
    public LedgerTooLarge(String message) {
      super(message);
    }
  }

  /** A ledger that somebody else has written. */
  final class LedgerConflict extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says which shard. */
    public LedgerConflict(String message) {
      super(message);
    }
  }
}
