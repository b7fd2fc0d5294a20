package io.twinoperator.testing;

import io.twinoperator.fleetrollout.ledger.ShardLedgerStore;
import io.twinoperator.testing.InMemoryShards.ShardWrites;

/**
 * The production store and codec over shards in memory; as atomic as an API server is, call by
 * call: it may be cut off at any write of a shard.
 */
public final class InMemoryLedgerStore extends ShardLedgerStore {
  private final InMemoryShards shards;

  /** A store that holds nothing. */
  public InMemoryLedgerStore() {
    this(new InMemoryShards());
  }

  /** The store as another process would open it: it knows what is stored, and nothing else. */
  public InMemoryLedgerStore(InMemoryShards shards) {
    super(shards);
    this.shards = shards;
  }

  /** What is stored. */
  public InMemoryShards shards() {
    return shards;
  }

  /**
   * Lets the next append that brings batches store them and then fail, as if the operator had died
   * there.
   */
  public void dieBeforeProgress() {
    shards.watch(
        new ShardWrites() {
          private boolean hasBatch;

          @Override
          public void before(String name) {
            if (hasBatch && name.endsWith("-progress")) {
              shards.watch(new ShardWrites() {});
              throw new Died();
            }
            hasBatch |= name.contains("-batch-");
          }
        });
  }

  /**
   * Lets the operator die at the n-th write of a shard from now on.
   *
   * @param writes n; 1 for the next one
   * @param when whether that one is stored
   */
  public void dieAt(int writes, When when) {
    shards.watch(
        new ShardWrites() {
          private int left = writes;

          @Override
          public void before(String name) {
            left--;
            if (left == 0 && when == When.BEFORE_IT_IS_STORED) {
              die();
            }
          }

          @Override
          public void after(String name) {
            if (left == 0) {
              die();
            }
          }

          private void die() {
            shards.watch(new ShardWrites() {});
            throw new Died();
          }
        });
  }

  /** Takes back what was to let it die. */
  public void live() {
    shards.watch(new ShardWrites() {});
  }

  /** When to die at a write. */
  public enum When {
    /** The write is lost. */
    BEFORE_IT_IS_STORED,
    /** The write is there, and its writer never learns it. */
    AFTER_IT_IS_STORED
  }

  /** The operator is dead at this point. */
  public static final class Died extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
