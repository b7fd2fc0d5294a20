package io.twinoperator.hub;

/**
 * How urgent a call to a hub is, most urgent first. Whoever waits at a higher priority is served
 * first; but no priority can be kept out for ever: for every {@code 1 / share} calls that are
 * served above it, one goes to each lower priority somebody waits at.
 */
public enum Priority {
  /** A rollout that is being taken back: devices have what they should not have. */
  UNDO(0, 20),
  /** The spec of an object that has been reported before was changed. */
  EDIT(1.0 / 10, 1),
  /** An object that has never been reported. */
  FIRST(1.0 / 20, 1),
  /** A rollout's reading, asking and job keeping. */
  ROLLOUT(1.0 / 10, 20),
  /** Drift checks, corrections of drift, and reads after a write. */
  CHECK(1.0 / 10, 1),
  /** Looking through a whole hub for what nobody announced. */
  SWEEP(1.0 / 20, 20);

  private final double share;
  private final int batch;

  Priority(double share, int batch) {
    this.share = share;
    this.batch = batch;
  }

  /**
   * The part of the calls served at higher priorities that this one is sure of while somebody waits
   * at it; 0 for the highest, which needs none.
   */
  double share() {
    return share;
  }

  /**
   * Calls that are kept for a waiting caller at most, so that one with many to make need not come
   * back for each.
   */
  int batch() {
    return batch;
  }
}
