package io.twinoperator.fleetrollout.decide;

/** What can hold the release of devices back. */
enum Limit {
  /** Every device of the wave has been released. */
  WAVE("the devices of the wave to answer"),
  /** {@code maxConcurrency} devices are in flight. */
  MAX_CONCURRENCY("maxConcurrency"),
  /** Each group that has devices left has as many under way as {@code disruptionBudget} allows. */
  DISRUPTION_BUDGET("disruptionBudget"),
  /** As many were written as {@code rate} allows. */
  RATE("rate"),
  /** The hub's budget has nothing left for now. */
  HUB_BUDGET("the budget of the hub"),
  /** As many jobs are active as the hub's tier allows. */
  JOB_SLOTS("a job slot of the hub");

  private final String words;

  Limit(String words) {
    this.words = words;
  }

  /** What is waited for, in words. */
  String words() {
    return words;
  }
}
