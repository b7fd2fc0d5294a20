package io.twinoperator.fleetrollout.ledger;

import java.util.List;
import java.util.Optional;

/**
 * Keeps ledgers. Each call is one or more writes to where they are kept; what it returned is there
 * to stay.
 */
public interface LedgerStore {

  /**
   * Reads a rollout's ledger; empty if none was begun.
   *
   * @throws LedgerUnreadable if it is damaged, or of a format that this version does not know
   */
  Optional<Ledger> load(RolloutKey rollout);

  /** Writes the plan, and progress of which nothing is done. */
  void begin(RolloutKey rollout, Ledger ledger);

  /**
   * Writes new chunks, then the progress.
   *
   * @throws LedgerConflict if somebody else has written since it was read: then nothing may be
   *     written to the hub
   */
  void append(RolloutKey rollout, Ledger ledger, List<Chunk> added);

  /** Takes away the ledger of a rollout that is being deleted. */
  void delete(RolloutKey rollout);

  /** Names one FleetRollout object. */
  record RolloutKey(String namespace, String name, String uid) {
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

  /** A ledger that somebody else has written. */
  final class LedgerConflict extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says which shard. */
    public LedgerConflict(String message) {
      super(message);
    }
  }
}
