package io.twinoperator.fleetrollout;

import io.twinoperator.fleetrollout.ledger.Course;
import io.twinoperator.fleetrollout.ledger.Course.Finish;
import io.twinoperator.fleetrollout.ledger.Course.Outcome;
import io.twinoperator.fleetrollout.ledger.Course.Suspicion;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.Progress;
import io.twinoperator.fleetrollout.ledger.Progress.ClaimSample;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.fleetrollout.plan.Claimant;
import io.twinoperator.fleetrollout.plan.PlanFinding;
import io.twinoperator.fleetrollout.plan.PlanFinding.Effect;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** The ledger of a new plan, of which nothing is written yet. */
final class FirstLedger {

  private FirstLedger() {}

  /**
   * Members that others own are left alone from the beginning.
   *
   * @param traces what former writes on the devices say of this plan; empty if there are none
   */
  static Ledger of(
      RolloutPlan plan,
      SortedMap<Integer, Claimant> claimed,
      Optional<PlanFinding> traces,
      Instant now) {
    Ledger ledger = Ledger.of(plan);
    Progress none = ledger.progress();
    StringBuilder states = new StringBuilder(none.states());
    claimed.keySet().forEach(member -> states.setCharAt(member, MemberState.CLAIMED.letter()));
    List<ClaimSample> samples =
        claimed.entrySet().stream()
            .limit(Progress.MAX_SAMPLES)
            .map(
                entry ->
                    new ClaimSample(
                        entry.getKey(), entry.getValue().owner(), entry.getValue().paths()))
            .toList();
    return ledger.with(
        new Progress(
            states.toString(),
            none.moved(),
            none.watches(),
            none.batches(),
            none.waves(),
            course(traces, now),
            samples,
            none.failures(),
            none.log(),
            none.verified(),
            none.visibleMillis(),
            none.seenAt()));
  }

  private static Course course(Optional<PlanFinding> traces, Instant now) {
    return traces
        .map(
            found ->
                found.kind().effect() == Effect.DONE
                    ? Course.NONE.with(new Finish(Outcome.ALREADY_DONE, now))
                    : Course.NONE.with(new Suspicion(found.kind().reason(), found.sentence())))
        .orElse(Course.NONE);
  }
}
