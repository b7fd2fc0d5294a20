package io.twinoperator.fleetrollout.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.fleetrollout.decide.WaveJudge.Finding;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Gate;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.PlannedWave;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Tolerance;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WaveJudgeTest {

  /** The states of a wave are letters, as in the ledger. */
  @ParameterizedTest(name = "{0}: {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          one is not released               |  90 | 1 | CCC.        | UNDER_WAY
          one has not answered              |  90 | 1 | CCCw        | UNDER_WAY
          one works on it                   |  90 | 1 | CCCa        | UNDER_WAY
          one went away after its write     |  90 | 1 | CCCo        | UNDER_WAY
          no miss while one is under way    |  90 | 1 | RRRw        | UNDER_WAY
          all converged                     |  90 | 1 | CCCC        | MEETS
          offline and claimed do not count  | 100 | 1 | CCddcxgSsA  | MEETS
          at the threshold                  |  90 | 1 | CCCCCCCCCR  | MEETS
          below the threshold               |  90 | 1 | CCCCCCCCR   | MISSES
          shares are not rounded up         |  67 | 1 | CCR         | MISSES
          shares are not rounded down       |  66 | 1 | CCR         | MEETS
          every failure counts as one       |  20 | 1 | CRTUFG      | MISSES
          every failure counts as one       |  16 | 1 | CRTUFG      | MEETS
          nobody converged                  |  90 | 1 | R           | MISSES
          nobody has to converge            |   0 | 1 | R           | LACKS_EVIDENCE
          enough evidence                   |  90 | 3 | CCCA        | MEETS
          too little evidence               |  90 | 3 | CCAA        | LACKS_EVIDENCE
          a miss is said before evidence is |  90 | 3 | CR          | MISSES
          no more evidence than devices     |  90 | 3 | CC          | MEETS
          equal before is no evidence       |  90 | 1 | AAAA        | LACKS_EVIDENCE
          left alone is no evidence         |  90 | 1 | cxdgSs      | LACKS_EVIDENCE
          an empty wave                     |  90 | 1 | ''          | LACKS_EVIDENCE
          """)
  void judges(String rule, int percent, int minConverged, String states, Finding finding) {
    assertThat(judge(wave(percent, minConverged), states, 0)).as(rule).isEqualTo(finding);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          none accepted                 | 90 | CR  | 0 | MISSES
          the failure is accepted       | 90 | CR  | 1 | MEETS
          one more has failed since     | 90 | CRR | 1 | MISSES
          all accepted, none converged  | 90 | RR  | 2 | LACKS_EVIDENCE
          one of them has converged     | 90 | CCR | 2 | MEETS
          """)
  void acceptedFailuresCountNoMore(
      String rule, int percent, String states, int accepted, Finding finding) {
    assertThat(judge(wave(percent, 1), states, accepted)).as(rule).isEqualTo(finding);
  }

  @ParameterizedTest
  @EnumSource(MemberState.class)
  void aWaveOfOneGoesByTheStandingOfItsDevice(MemberState state) {
    Finding expected =
        switch (state.standing()) {
          case WAITING, IN_FLIGHT, AWAY -> Finding.UNDER_WAY;
          case SUCCESS -> Finding.MEETS;
          case FAILURE -> Finding.MISSES;
          case ASIDE, UNDOING, UNDONE -> Finding.LACKS_EVIDENCE;
        };

    assertThat(judge(wave(90, 1), "" + state.letter(), 0)).isEqualTo(expected);
  }

  @Test
  void describesAMiss() {
    assertThat(WaveJudge.describeMiss(wave(90, 1), Fleet.tally("CCRd"), 1))
        .isEqualTo("wave canary: 2 of 3 decided devices converged; its success threshold is 90%");
  }

  private static Finding judge(PlannedWave wave, String states, int accepted) {
    Tally tally = Fleet.tally(states);
    return WaveJudge.judge(wave, tally, tally.failed() - accepted);
  }

  private static PlannedWave wave(int percent, int minConverged) {
    return new PlannedWave(
        "canary", 10, Duration.ZERO, percent, minConverged, Gate.AUTO, Tolerance.POLICY);
  }
}
