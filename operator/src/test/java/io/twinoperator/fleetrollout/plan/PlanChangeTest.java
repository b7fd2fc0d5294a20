package io.twinoperator.fleetrollout.plan;

import static io.twinoperator.fleetrollout.plan.Plans.count;
import static io.twinoperator.fleetrollout.plan.Plans.device;
import static io.twinoperator.fleetrollout.plan.Plans.devices;
import static io.twinoperator.fleetrollout.plan.Plans.percent;
import static io.twinoperator.fleetrollout.plan.Plans.plan;
import static io.twinoperator.fleetrollout.plan.Plans.spec;
import static io.twinoperator.fleetrollout.plan.Plans.wave;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.fleetrollout.spec.Order;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanChangeTest {
  private static final RolloutPlan OLD = plan(spec(wave("early", percent(10))), devices(100));

  @Test
  void saysWhoCameAndWentAndWhatOthersChanged() {
    List<FoundDevice> now = new ArrayList<>(devices(103).subList(1, 103));
    now.set(0, device("device-1", "5"));
    now.set(1, device("device-2", ""));
    now.set(2, device("device-3", "0.0"));

    assertThat(PlanChange.between(OLD, plan(spec(wave("early", percent(10))), now)))
        .isEqualTo("members +3 -1, foreign values 2, waves early 10 -> 11, rest 90 -> 91");
  }

  @Test
  void namesWavesThatAreNewAndGone() {
    RolloutPlan now = plan(spec(wave("canary", count(1))), devices(100));

    assertThat(PlanChange.between(OLD, now))
        .isEqualTo("waves canary new with 1, rest 90 -> 99, early gone");
  }

  @Test
  void saysThatNothingHasChanged() {
    assertThat(PlanChange.between(OLD, plan(spec(wave("early", percent(10))), devices(100))))
        .isEqualTo("nothing has changed");
  }

  @Test
  void orThatTheOrderHas() {
    RolloutPlan now =
        plan(Plans.ordered(spec(wave("early", percent(10))), Order.of("t")), devices(100));

    assertThat(PlanChange.between(OLD, now)).isEqualTo("order or strategy");
  }
}
