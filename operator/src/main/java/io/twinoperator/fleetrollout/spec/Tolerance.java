package io.twinoperator.fleetrollout.spec;

/** How much failure a wave bears. */
public enum Tolerance {
  /** As much as the failure policy says. */
  POLICY,
  /** None: the first failure stops the rollout. */
  ZERO
}
