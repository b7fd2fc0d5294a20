package io.twinoperator.fleetrollout.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.Progress.Accepted;
import io.twinoperator.fleetrollout.spec.Amount;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FailureJudgeTest {

  @ParameterizedTest(name = "{0}: {2} failed, {3} converged")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          no failure is allowed: none      | 0   |  0 | 100 | false
          no failure is allowed: the first | 0   |  1 |   0 | true
          a number: just reached           | 3   |  3 |   0 | false
          a number counts at once          | 3   |  4 |   0 | true
          a number: however many converged | 3   |  4 | 996 | true
          a percentage waits for 20        | 10% | 19 |   0 | false
          a percentage counts from 20 on   | 10% | 20 |   0 | true
          converged devices are decided    | 10% |  3 |  16 | false
          converged devices make it 20     | 10% |  3 |  17 | true
          a percentage: just reached       | 10% | 10 |  90 | false
          a percentage is not rounded down | 10% | 10 |  89 | true
          a percentage is not rounded up   | 10% | 10 |  91 | false
          nought percent                   | 0%  |  1 |  99 | true
          nought percent, nothing failed   | 0%  |  0 | 100 | false
          a hundred percent                | 100%| 99 |   0 | false
          """)
  void stopsAboveTheLimit(
      String rule, String maxFailures, int failed, int converged, boolean breached) {
    assertThat(
            FailureJudge.breach(
                tally(failed, converged), Specs.allowing(amount(maxFailures)), Accepted.NOTHING))
        .as(rule)
        .matches(criterion -> criterion.isPresent() == breached);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          accepted failures count no more          | 0   | 5  | 40 | 5 | 40 | false
          the next failure counts                  | 0   | 6  | 40 | 5 | 40 | true
          accepted ones do not make it 20          | 10% | 24 | 40 | 5 | 40 | false
          20 decided after the acceptance          | 10% | 25 | 40 | 5 | 40 | true
          ratio of what was decided since: reached | 10% | 7  | 58 | 5 | 40 | false
          ratio of what was decided since: above   | 10% | 8  | 57 | 5 | 40 | true
          failures that have converged since       | 0   | 3  | 42 | 5 | 40 | false
          """)
  void countsFromTheAcceptanceOn(
      String rule,
      String maxFailures,
      int failed,
      int converged,
      int acceptedFailed,
      int acceptedConverged,
      boolean breached) {
    Accepted accepted = new Accepted(acceptedFailed, acceptedConverged, 0, acceptedFailed);

    assertThat(
            FailureJudge.breach(
                tally(failed, converged), Specs.allowing(amount(maxFailures)), accepted))
        .as(rule)
        .matches(criterion -> criterion.isPresent() == breached);
  }

  @ParameterizedTest
  @EnumSource(MemberState.class)
  void onlyFailuresCount(MemberState state) {
    assertThat(
            FailureJudge.breach(
                Tally.of(List.of(state)), Specs.allowing(new Amount.Count(0)), Accepted.NOTHING))
        .matches(
            criterion ->
                criterion.isPresent() == (state.standing() == MemberState.Standing.FAILURE));
  }

  @Test
  void namesTheCountsAndTheLimit() {
    assertThat(
            FailureJudge.breach(
                tally(3, 17), Specs.allowing(new Amount.Percent(10)), Accepted.NOTHING))
        .contains("3 of 20 decided devices failed; maxFailures is 10%");
  }

  private static Amount amount(String text) {
    return Amount.parse(
        text.endsWith("%") ? new IntOrString(text) : new IntOrString(Integer.parseInt(text)), 0);
  }

  private static Tally tally(int failed, int converged) {
    List<MemberState> states = new ArrayList<>();
    states.addAll(Collections.nCopies(failed, MemberState.REJECTED));
    states.addAll(Collections.nCopies(converged, MemberState.CONVERGED));
    states.addAll(Collections.nCopies(7, MemberState.DEFERRED));
    states.addAll(Collections.nCopies(7, MemberState.WRITTEN));
    return Tally.of(states);
  }
}
