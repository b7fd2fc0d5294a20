package io.twinoperator.fleetrollout.plan;

import static io.twinoperator.fleetrollout.plan.Plans.count;
import static io.twinoperator.fleetrollout.plan.Plans.device;
import static io.twinoperator.fleetrollout.plan.Plans.devices;
import static io.twinoperator.fleetrollout.plan.Plans.planned;
import static io.twinoperator.fleetrollout.plan.Plans.scanned;
import static io.twinoperator.fleetrollout.plan.Plans.spec;
import static io.twinoperator.fleetrollout.plan.Plans.wave;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Mode;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanSummaryTest {

  @Test
  void namesWavesAndThoseWhoAreNotWritten() {
    List<FoundDevice> fleet = new ArrayList<>(devices(8));
    fleet.add(device("equal", "1"));
    fleet.add(device("absent", ""));
    RolloutPlan plan = planned(spec(wave("canary", count(1))), scanned(fleet)).plan();

    assertThat(PlanSummary.devices(plan))
        .isEqualTo(
            "10 devices in waves canary 1, rest 9; 1 equal already; 8 with another value that is replaced");
  }

  @Test
  void namesOperationsMessagesAndTime() {
    RolloutSpec spec =
        Plans.in(spec(wave("canary", count(1)).soaking(Duration.ofMinutes(10))), Mode.TwinPatch);

    assertThat(PlanSummary.cost(planned(spec, scanned(devices(10))).plan()))
        .isEqualTo(
            "10 writes, 20 reads, 1 pages of queries; 51 messages of the daily quota; about 10m6s, 10m of it soaking");
  }

  @Test
  void jobsComeWithTheWindowInWhichTheyOverwrite() {
    PlannedRollout planned = planned(Plans.in(spec(), Mode.Job), scanned(devices(10)));

    assertThat(PlanSummary.cost(planned.plan())).contains("1 jobs");
    assertThat(planned.notes())
        .containsExactly(
            "jobs write by force: what somebody else writes to a leaf of the patch between the read of a device and its turn in a job, 22s at most, is lost");
  }
}
