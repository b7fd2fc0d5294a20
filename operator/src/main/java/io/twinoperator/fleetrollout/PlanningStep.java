package io.twinoperator.fleetrollout;

import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.plan.Conflict;
import java.util.List;
import java.util.function.Function;

/** How far a rollout is. */
sealed interface PlanningStep {
  /** The result of the function for this kind of step. */
  <T> T fold(Function<Halted, T> halted, Function<Planned, T> planned, Function<Ready, T> ready);

  /** There is no plan, or, where the result has a ledger, none to go on with for now. */
  record Halted(RolloutPass.Result result) implements PlanningStep {
    @Override
    public <T> T fold(
        Function<Halted, T> halted, Function<Planned, T> planned, Function<Ready, T> ready) {
      return halted.apply(this);
    }
  }

  /** A plan was made in this pass. */
  record Planned(Ledger ledger, RolloutPass.Result result) implements PlanningStep {
    @Override
    public <T> T fold(
        Function<Halted, T> halted, Function<Planned, T> planned, Function<Ready, T> ready) {
      return planned.apply(this);
    }
  }

  /**
   * There is a plan to carry on, perhaps with something that keeps it from going on.
   *
   * @param conflicts who stands against it; empty once something is written
   */
  record Ready(RolloutRequest request, Ledger ledger, List<Conflict> conflicts)
      implements PlanningStep {
    @Override
    public <T> T fold(
        Function<Halted, T> halted, Function<Planned, T> planned, Function<Ready, T> ready) {
      return ready.apply(this);
    }
  }
}
