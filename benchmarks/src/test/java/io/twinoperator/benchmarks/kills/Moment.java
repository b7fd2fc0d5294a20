package io.twinoperator.benchmarks.kills;

/** Something that can be seen from outside while a rollout is under way. */
enum Moment {
  /** The hub has answered a request, whatever it was. */
  HUB_CALL,
  /** The hub has answered a request that writes: a patch of a twin, a job, its cancel. */
  HUB_WRITE,
  /** A device has heard of a change; whoever made it may not have been answered yet. */
  TWIN_WRITE,
  /** An object of the ledger was stored. */
  LEDGER_WRITE,
  /** The rollout was stored, mostly its status. */
  STATUS_WRITE
}
