package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.ledger.Progress.Accepted;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import java.util.Optional;

/**
 * Decides whether so many devices have failed that the rollout must stop. Only decided devices
 * count, and a percentage counts only once enough of them are decided; what a person has accepted
 * by going on after an earlier stop counts no more.
 */
final class FailureJudge {
  private FailureJudge() {}

  /** The breached criterion in words; empty while failures are within bounds. */
  static Optional<String> breach(Tally tally, RolloutSpec spec, Accepted accepted) {
    int failed = Math.max(0, tally.failed() - accepted.failed());
    int converged = Math.max(0, tally.converged() - accepted.converged());
    int decided = failed + converged;
    boolean counts = spec.maxFailures().countsAtOnce() || decided >= spec.minDevices();
    if (!counts || !spec.maxFailures().exceededBy(failed, decided)) {
      return Optional.empty();
    }
    return Optional.of(
        "%d of %d decided devices failed; maxFailures is %s"
            .formatted(failed, decided, spec.maxFailures()));
  }
}
