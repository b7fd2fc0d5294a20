package io.twinoperator.fleetrollout.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Action;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.FailureState;
import io.twinoperator.fleetrollout.decide.FailureJudge.Breached;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Gate;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Tolerance;
import io.twinoperator.fleetrollout.spec.Amount;
import io.twinoperator.fleetrollout.spec.Criterion;
import io.twinoperator.fleetrollout.spec.FailurePolicy;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FailureJudgeTest {
  private static final Amount NO_LIMIT = new Amount.Percent(100);

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
    assertThat(judge(policy(amount(maxFailures))).breach(tally(failed, converged)))
        .as(rule)
        .matches(criterion -> criterion.isPresent() == breached);
  }

  /** As many of each as it says; accepted is what the first devices were when a person went on. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          accepted failures count no more          | 0   | 5R 40C     | 5R 40C     | false
          the next failure counts                  | 0   | 5R 40C 1w  | 5R 40C 1R  | true
          accepted ones do not make it 20          | 10% | 5R 40C 19w | 5R 40C 19R | false
          20 decided after the acceptance          | 10% | 5R 40C 20w | 5R 40C 20R | true
          ratio of what was decided since: reached | 10% | 5R 40C 20w | 5R 58C 2R  | false
          ratio of what was decided since: above   | 10% | 5R 40C 20w | 5R 57C 3R  | true
          failures that have converged since       | 0   | 5R 40C     | 42C 3R     | true
          failures of which some have converged    | 0   | 5R 40C     | 2C 3R 40C  | false
          one recovers, and another one fails      | 0   | 1T 9C 1w   | 10C 1T     | true
          one recovers, and the same one fails     | 0   | 1T 9C      | 1G 9C      | true
          an accepted one fails in another way     | 0   | 1T 9C      | 1R 9C      | true
          a converged one that was accepted fails  | 0   | 1T 9C      | 1T 1G 8C   | true
          """)
  void countsWhoFailsAfterTheAcceptance(
      String rule, String maxFailures, String accepted, String now, boolean breached) {
    Draft draft = Fleet.of(spelledOut(accepted)).draft();
    draft.members().accept();
    moveTo(draft, spelledOut(now));

    assertThat(judge(policy(amount(maxFailures))).breach(draft.members().unaccepted()))
        .as(rule)
        .matches(criterion -> criterion.isPresent() == breached);
  }

  @Test
  void whoIsAcceptedIsKnownAfterARestart() {
    Draft draft = Fleet.of("TC").draft();
    draft.members().accept();
    Draft after = new Draft(draft.toLedger(), Fleet.NOW);
    moveTo(after, "CT");
    Draft later = new Draft(after.toLedger(), Fleet.NOW);

    assertThat(after.members().unaccepted().failed()).isEqualTo(1);
    assertThat(later.members().unaccepted().failed()).isEqualTo(1);
    assertThat(later.members().unaccepted(0).converged()).isEqualTo(1);
  }

  private static void moveTo(Draft draft, String letters) {
    for (int member = 0; member < letters.length(); member++) {
      draft.settle(member, MemberState.of(letters.charAt(member)));
    }
  }

  /** {@code 2R 1C} is {@code RRC}. */
  private static String spelledOut(String text) {
    StringBuilder letters = new StringBuilder();
    for (String part : text.split(" ", -1)) {
      int last = part.length() - 1;
      letters.append(part.substring(last).repeat(Integer.parseInt(part.substring(0, last))));
    }
    return letters.toString();
  }

  @ParameterizedTest
  @EnumSource(MemberState.class)
  void onlyFailuresCount(MemberState state) {
    assertThat(judge(policy(new Amount.Count(0))).breach(Fleet.tally("" + state.letter())))
        .matches(
            criterion ->
                criterion.isPresent() == (state.standing() == MemberState.Standing.FAILURE));
  }

  /** What is not counted is neither failed nor decided. */
  @ParameterizedTest(name = "{0}: {1} counts {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          RRR                     | 0   | TimedOut          | false
          RRT                     | 0   | TimedOut          | true
          G                       | 0   | Regressed         | true
          F                       | 0   | Rejected,TimedOut | false
          RRUUUUUUUUUUUUUUUUUUUUUU| 50% | Rejected          | false
          RRRRRRRRRRRRRRRRRRRR    | 50% | Rejected          | true
          """)
  void countsTheStatesItIsToCount(
      String states, String maxFailures, String counted, boolean breached) {
    Set<FailureState> which = EnumSet.noneOf(FailureState.class);
    List.of(counted.split(",")).forEach(word -> which.add(FailureState.valueOf(word)));
    FailurePolicy policy =
        new FailurePolicy(amount(maxFailures), 20, which, List.of(), Action.Pause);

    assertThat(judge(policy).breach(tally(states)))
        .matches(criterion -> criterion.isPresent() == breached);
  }

  /**
   * In this order: more than one Rejected of however many: Abort; more than 20% TimedOut of five:
   * Rollback; and more than 50% failed of 20 in whatever way: Pause.
   */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          R                              |
          RR                             | Abort
          T                              |
          TCCCC                          |
          TTCC                           |
          TTCCC                          | Rollback
          TTCCCCCCCC                     |
          TTRCC                          | Rollback
          TTRRC                          | Abort
          UUUUUUUUUUUUUUUUUUU            |
          UUUUUUUUUUUUUUUUUUUU           | Pause
          UUUUUUUUUUCCCCCCCCCC           |
          UUUUUUUUUUUCCCCCCCCC           | Pause
          UUUUUUUUUUURRCCCCCCC           | Abort
          """)
  void theFirstBreachedCriterionSaysWhatIsDone(String states, Action expected) {
    FailurePolicy policy =
        new FailurePolicy(
            new Amount.Percent(50),
            20,
            EnumSet.allOf(FailureState.class),
            List.of(
                criterion(FailureState.Rejected, new Amount.Count(1), 20, Action.Abort),
                criterion(FailureState.TimedOut, new Amount.Percent(20), 5, Action.Rollback)),
            Action.Pause);

    assertThat(judge(policy).breach(tally(states)).map(Breached::action))
        .isEqualTo(Optional.ofNullable(expected));
  }

  @Test
  void aCriterionOfNoStateCountsThemAll() {
    FailurePolicy policy =
        new FailurePolicy(
            NO_LIMIT,
            20,
            EnumSet.allOf(FailureState.class),
            List.of(new Criterion(Optional.empty(), new Amount.Count(2), 1, Action.Rollback)),
            Action.Pause);

    assertThat(judge(policy).breach(tally("RT"))).isEmpty();
    assertThat(judge(policy).breach(tally("RTG")).map(Breached::action)).contains(Action.Rollback);
  }

  @Test
  void namesTheCountsAndTheLimit() {
    assertThat(judge(policy(new Amount.Percent(10))).breach(tally(3, 17)))
        .contains(new Breached("3 of 20 decided devices failed; maxFailures is 10%", Action.Pause));
  }

  @ParameterizedTest(name = "{0}: {1}, after {2} was accepted")
  @CsvSource({
    "NONE,   CCC,  ''  , false",
    "NONE,   CCR,  ''  , true",
    "NONE,   U,    ''  , true",
    "NONE,   CCR,  CCR , false",
    "NONE,   CRR,  CCR , true",
    "NONE,   CRC,  CCR , true",
    "NONE,   SgdA, ''  , false",
    "POLICY, RRR,  ''  , false",
  })
  void aMandatoryWaveToleratesNoFailure(
      Tolerance tolerance, String states, String accepted, boolean breached) {
    FailurePolicy policy =
        new FailurePolicy(NO_LIMIT, 20, EnumSet.allOf(FailureState.class), List.of(), Action.Abort);

    Draft draft = Fleet.of(accepted.isEmpty() ? states : accepted).draft();
    if (!accepted.isEmpty()) {
      draft.members().accept();
      moveTo(draft, states);
    }

    assertThat(
            judge(policy)
                .breach(Fleet.wave("lab", 3, Gate.AUTO, tolerance), draft.members().unaccepted(0))
                .map(Breached::action))
        .isEqualTo(breached ? Optional.of(Action.Abort) : Optional.empty());
  }

  @Test
  void goingOnTakesOtherLimitsOrOtherMembers() {
    FailurePolicy policy = policy(new Amount.Count(2));
    String terms = FailureJudge.terms(policy, Set.of(), id -> id.startsWith("d"));

    assertThat(FailureJudge.terms(policy, Set.of("stranger"), id -> id.startsWith("d")))
        .isEqualTo(terms);
    assertThat(FailureJudge.terms(policy, Set.of("d1"), id -> id.startsWith("d")))
        .isNotEqualTo(terms);
    assertThat(FailureJudge.terms(policy(new Amount.Count(3)), Set.of(), id -> true))
        .isNotEqualTo(terms);
  }

  private static FailureJudge judge(FailurePolicy policy) {
    return new FailureJudge(policy);
  }

  private static FailurePolicy policy(Amount maxFailures) {
    return FailurePolicy.of(maxFailures, 20);
  }

  private static Criterion criterion(
      FailureState state, Amount max, int minDevices, Action action) {
    return new Criterion(Optional.of(state), max, minDevices, action);
  }

  private static Amount amount(String text) {
    return Amount.parse(
        text.endsWith("%") ? new IntOrString(text) : new IntOrString(Integer.parseInt(text)), 0);
  }

  private static Tally tally(String letters) {
    return Fleet.tally(letters);
  }

  private static Tally tally(int failed, int converged) {
    return Fleet.tally("R".repeat(failed) + "C".repeat(converged) + "d".repeat(7) + "w".repeat(7));
  }
}
