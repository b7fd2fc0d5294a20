package io.twinoperator.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** An undo goes before all other work of a hub, and keeps nobody out for ever. */
class UndoPriorityTest {
  private final VirtualClock clock = new VirtualClock();
  private final Budget budget =
      new Budget(BudgetPolicy.enforced(HubLimits.of(HubLimits.Tier.S1, 1, 100)), clock);

  @Test
  void whoeverUndoesComesBeforeWhoeverWaitedLonger() {
    Turn forward = new Turn(Priority.ROLLOUT, "FleetRollout plant/forward");
    Turn undo = new Turn(Priority.UNDO, "FleetRollout plant/undo");
    empty(forward);

    Duration waits = budget.tryTake(OperationClass.TWIN_WRITE, undo);
    Duration others = budget.tryTake(OperationClass.TWIN_WRITE, forward);

    assertThat(waits).isLessThan(others);
    assertThat(budget.room(OperationClass.TWIN_WRITE, forward)).isZero();
  }

  private void empty(Turn turn) {
    while (budget.tryTake(OperationClass.TWIN_WRITE, turn).isZero()) {
      assertThat(clock.instant()).isNotEqualTo(Instant.MAX);
    }
  }
}
