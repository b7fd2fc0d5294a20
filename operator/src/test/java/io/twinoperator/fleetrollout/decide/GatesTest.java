package io.twinoperator.fleetrollout.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Gate;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.PlannedWave;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Tolerance;
import io.twinoperator.fleetrollout.spec.Promotion;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Waves canary, early, rest; letters are their gates: A for Auto, M for Manual. */
class GatesTest {

  /** Expected: the waves that may be released. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nothing holds                                  | AAA |        | canary early rest
          a gate holds what follows, not its own wave    | MAA |        | canary
          all that follows                               | AMA |        | canary early
          the gate of the last wave holds nobody         | AAM |        | canary early rest
          a promotion to its own wave opens no gate      | MAA | canary | canary
          a promotion to a later wave opens it           | MAA | early  | canary early
          a promotion is a ceiling too                   | AAA | early  | canary early
          a ceiling at the first wave                    | AAA | canary | canary
          one promotion opens each gate before its wave  | MMA | rest   | canary early rest
          one gate opened, the next one holds            | MMA | early  | canary early
          All opens every gate                           | MMM | All    | canary early rest
          a wave of the spec without a device comes last | AAA | late   | canary early rest
          """)
  void releases(String rule, String gates, String promoteTo, String open) {
    RolloutPlan plan = plan(gates);
    Gates closed = new Gates(plan, Optional.ofNullable(promoteTo).map(Promotion::of));

    for (int wave = 0; wave < 3; wave++) {
      assertThat(closed.closedFor(wave).isEmpty())
          .as(rule + ": " + plan.waves().get(wave).name())
          .isEqualTo(open.contains(plan.waves().get(wave).name()));
    }
  }

  @Test
  void saysWhichGateHoldsAndHowToOpenIt() {
    assertThat(new Gates(plan("MAA"), Optional.empty()).closedFor(1))
        .hasValueSatisfying(
            why -> assertThat(why).contains("canary", "Manual", "promoteTo", "early", "All"));
    assertThat(new Gates(plan("AAA"), Optional.of(Promotion.of("early"))).closedFor(2))
        .hasValueSatisfying(why -> assertThat(why).contains("promoteTo is early", "rest"));
  }

  private static RolloutPlan plan(String gates) {
    return Fleet.of("...")
        .waves("012")
        .planned(wave("canary", gates, 0), wave("early", gates, 1), wave("rest", gates, 2))
        .plan();
  }

  private static PlannedWave wave(String name, String gates, int n) {
    return Fleet.wave(name, 1, gates.charAt(n) == 'M' ? Gate.MANUAL : Gate.AUTO, Tolerance.POLICY);
  }
}
