package io.twinoperator.fleetrollout.decide;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Action;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.FailureState;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.PlannedWave;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Tolerance;
import io.twinoperator.fleetrollout.spec.Criterion;
import io.twinoperator.fleetrollout.spec.FailurePolicy;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Decides whether so many devices have failed that the rollout must stop. Only decided devices
 * count, and a percentage counts only once enough of them are decided. What a person has accepted
 * by going on after an earlier stop counts no more, and is not in the tallies that it is given.
 */
final class FailureJudge {
  private final FailurePolicy policy;

  FailureJudge(FailurePolicy policy) {
    this.policy = policy;
  }

  /** A criterion that is breached, in words, and what it asks for. */
  record Breached(String criterion, Action action) {}

  /** The first breached criterion over the whole rollout; empty while all are kept. */
  Optional<Breached> breach(Tally all) {
    return policy.inOrder().stream()
        .map(criterion -> breach(criterion, all))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<Breached> breach(Criterion criterion, Tally all) {
    int failed = failed(criterion.states(policy.counted()), all);
    int decided = failed(policy.counted(), all) + all.converged();
    boolean counts = criterion.max().countsAtOnce() || decided >= criterion.minDevices();
    if (!counts || !criterion.max().exceededBy(failed, decided)) {
      return Optional.empty();
    }
    String what = criterion.state().map(state -> "are " + state).orElse("failed");
    String limit = criterion.state().map(state -> "criterion " + state).orElse("maxFailures");
    return Optional.of(
        new Breached(
            "%d of %d decided devices %s; %s is %s"
                .formatted(failed, decided, what, limit, criterion.max()),
            criterion.action()));
  }

  /** The first failure in a wave that tolerates none; empty while there is none. */
  Optional<Breached> breach(PlannedWave wave, Tally inWave) {
    int failed = failedOf(inWave);
    return Optional.of(wave)
        .filter(planned -> planned.tolerance() == Tolerance.NONE && failed > 0)
        .map(
            planned ->
                new Breached(
                    "wave %s is mandatory and tolerates no failure; %d of its devices failed"
                        .formatted(planned.name(), failed),
                    policy.action()));
  }

  /** Devices of these that count as failed. */
  int failedOf(Tally tally) {
    return tally.of(states(policy.counted()));
  }

  private static int failed(Set<FailureState> which, Tally all) {
    return all.of(states(which));
  }

  private static Set<MemberState> states(Collection<FailureState> which) {
    return which.stream().map(FailureJudge::state).collect(Collectors.toSet());
  }

  /** The state of a device that a word of the spec stands for. */
  static MemberState state(FailureState word) {
    return switch (word) {
      case Rejected -> MemberState.REJECTED;
      case TimedOut -> MemberState.TIMED_OUT;
      case Unverifiable -> MemberState.UNVERIFIABLE;
      case WriteFailed -> MemberState.WRITE_FAILED;
      case Regressed -> MemberState.REGRESSED;
    };
  }

  /** What a person has to change before a rollout goes on after a breach. */
  static String terms(FailurePolicy policy, Set<String> excluded, Predicate<String> isMember) {
    Set<String> taken =
        excluded.stream().filter(isMember).collect(Collectors.toCollection(TreeSet::new));
    return Integer.toHexString((policy.toString() + taken).hashCode());
  }
}
