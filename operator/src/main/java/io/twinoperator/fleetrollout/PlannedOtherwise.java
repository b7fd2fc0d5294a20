package io.twinoperator.fleetrollout;

import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Standing;
import io.twinoperator.fleetrollout.ledger.Batch.Lane;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.hub.HubHost;

/** Where a rollout stands whose ledger is of another hub or change than it asks for now. */
final class PlannedOtherwise {

  private PlannedOtherwise() {}

  /** Blocked, until a person puts back what was changed under the rollout. */
  static Standing standing(Ledger ledger, HubHost now) {
    return ledger.plan().host().equals(now.name())
        ? Standing.of(
                Stage.BLOCKED,
                "the rollout was planned for another selector, patch or convergence, which"
                    + " nobody can change in the middle of it; nothing is written: put them"
                    + " back, or create another FleetRollout")
            .because("SpecChanged")
            .waitingFor("a person: put the spec back as it was planned")
        : Standing.of(Stage.BLOCKED, hubChanged(ledger, now))
            .because("HubChanged")
            .waitingFor("a person: lead the IoTHub back to " + ledger.plan().host());
  }

  private static String hubChanged(Ledger ledger, HubHost now) {
    int inJobs =
        ledger.openBatches().stream()
            .filter(batch -> batch.lane() == Lane.JOB)
            .mapToInt(batch -> batch.devices().size())
            .sum();
    return "the rollout was planned for the hub %s, and its IoTHub now leads to %s; nothing is written and nothing is read%s: lead the IoTHub back, or create another FleetRollout for the new hub"
        .formatted(
            ledger.plan().host(),
            now,
            inJobs == 0 ? "" : "; jobs there with %d devices go on".formatted(inJobs));
  }
}
