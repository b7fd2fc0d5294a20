package io.twinoperator.fleetrollout.simulation;

import java.util.EnumSet;
import java.util.Set;

/** What of a rollout's spec the operator can do; what it cannot yet is not asked of it. */
enum Feature {
  /** {@code writer.mode}: Auto and TwinPatch beside Job. */
  TWIN_PATCH,
  /** {@code strategy.maxConcurrency}. */
  MAX_CONCURRENCY,
  /** {@code strategy.disruptionBudget}. */
  DISRUPTION_BUDGET,
  /** {@code strategy.rate}. */
  RATE,
  /** {@code waves[].gate} and {@code promoteTo}. */
  GATES,
  /** {@code waves[].query}. */
  WAVE_QUERY,
  /** {@code waves[].mandatory}. */
  MANDATORY,
  /** {@code waves[].successThreshold} as a percentage in words. */
  THRESHOLD_IN_WORDS,
  /** {@code failurePolicy.action}: Abort and Rollback beside Pause. */
  ACTIONS,
  /** {@code state: Rollback} and {@code rollback}. */
  ROLLBACK,
  /** {@code offline}. */
  OFFLINE_POLICY,
  /** {@code marker}. */
  MARKER,
  /** {@code excludeDevices}. */
  EXCLUSIONS,
  /** The annotation {@code hold}. */
  HOLD,
  /** A device whose leaf was changed since the plan is never written. */
  CONFLICT_SINCE_PLAN;

  private static final Set<Feature> KNOWN = EnumSet.allOf(Feature.class);

  /** Whether the operator can do it. */
  boolean isKnown() {
    return KNOWN.contains(this);
  }
}
