package io.twinoperator.fleetrollout.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.State;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.fleetrollout.decide.RolloutObservation.ClaimedLeaf;
import io.twinoperator.fleetrollout.decide.RolloutObservation.LaneRoom;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Reading;
import io.twinoperator.fleetrollout.ledger.Batch.Lane;
import io.twinoperator.fleetrollout.ledger.Batch.Work;
import io.twinoperator.fleetrollout.ledger.Course;
import io.twinoperator.fleetrollout.ledger.Course.Breach;
import io.twinoperator.fleetrollout.ledger.Course.Finish;
import io.twinoperator.fleetrollout.ledger.Course.Outcome;
import io.twinoperator.fleetrollout.ledger.Course.Pause;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.Progress;
import io.twinoperator.fleetrollout.ledger.Progress.FailureSample;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Gate;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.PlannedWave;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Tolerance;
import io.twinoperator.fleetrollout.ledger.Watch;
import io.twinoperator.fleetrollout.spec.Amount;
import io.twinoperator.fleetrollout.spec.Control;
import io.twinoperator.fleetrollout.spec.FailurePolicy;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.ownership.Owner;
import io.twinoperator.twin.LeafPath;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole passes where waves have nobody to go on with, and where the rollout is about to end. */
class RolloutEngineTest {
  private static final RolloutSpec SETS_A = Specs.changing(Map.of("desired.a", "5"), Set.of());
  private static final Map<Integer, List<ClaimedLeaf>> CLAIMED =
      Map.of(
          0,
          List.of(
              new ClaimedLeaf(
                  LeafPath.parse("desired.a"),
                  new Owner("DeviceConfig", "plant", "d0", Fleet.NOW.minusSeconds(600)))));
  private static final Course DONE =
      Course.NONE.with(new Finish(Outcome.SUCCEEDED, Fleet.NOW.minusSeconds(10)));

  /** The waves are w0 and w1; nobody of w1 matches the query of w0. */
  @ParameterizedTest(name = "{0} in waves {1}")
  @CsvSource({"A., 01, true", "g., 01, true", "x., 01, true", "C., 01, false", "w., 01, false"})
  void aFirstWaveThatCanShowNothingSaysSoAndWhatToDo(String states, String waves, boolean says) {
    RolloutDecision decision =
        pass(Fleet.of(states).waves(waves).fittingNowhereElse(), new TreeMap<>());

    assertThat(decision.standing().stage()).isEqualTo(Stage.PROGRESSING);
    assertThat(decision.standing().message().contains("no other device fits into the wave"))
        .isEqualTo(says);
    assertThat(decision.standing().message().contains("set state to Abort")).isEqualTo(says);
  }

  @ParameterizedTest(name = "read {0} times since")
  @CsvSource({"0, false", "1, true"})
  void aRolloutDoesNotEndBeforeItHasSeenWhatItWroteLast(int reads, boolean ends) {
    Fleet fleet = written("Cs").watch(1, watch(reads)).done(1);

    assertThat(pass(fleet, new TreeMap<>()).ledger().progress().course().finish().isPresent())
        .isEqualTo(ends);
  }

  @Test
  void aPatchThatIsFoundToBeLostAfterTheEndHasFailed() {
    Fleet fleet = written("Cs").watch(1, watch(1)).done(1).course(DONE);
    SortedMap<Integer, Reading> readings = new TreeMap<>();
    readings.put(
        1,
        new Reading(
            Optional.of(Fleet.twin("{}", "{a: 1, $version: 3, $metadata: {}}", "{$version: 1}"))));

    RolloutDecision decision = pass(fleet, readings);

    assertThat(decision.ledger().progress().states()).isEqualTo("CF");
    assertThat(decision.ledger().progress().failures())
        .extracting(FailureSample::member)
        .containsExactly(1);
    assertThat(decision.actions()).isEmpty();
  }

  /** The first two members were written, the last one was not. */
  @ParameterizedTest(name = "ended: {0}")
  @CsvSource({"true, Cwe", "false, Cw."})
  void whoIsTakenInAgainAfterTheEndGetsNoTurn(boolean ended, String expected) {
    Fleet fleet = written("Cee");

    RolloutDecision decision = pass(ended ? fleet.done(1).course(DONE) : fleet, new TreeMap<>());

    assertThat(decision.ledger().progress().states()).isEqualTo(expected);
  }

  /** When it was planned, desired had version 2. */
  @ParameterizedTest(name = "at version {0}")
  @CsvSource({"1, g", "2, w"})
  void aDeviceThatWasCreatedAnewSinceThePlanIsNotWritten(int version, String state) {
    SortedMap<Integer, Reading> readings = new TreeMap<>();
    String desired = "{a: 1, $version: %d}".formatted(version);
    readings.put(0, new Reading(Optional.of(Fleet.twin("{}", desired, "{}"))));

    assertThat(pass(Fleet.of("."), readings).ledger().progress().states()).isEqualTo(state);
  }

  /** Nobody else fits into the first wave; the claim is there, or is gone. */
  @ParameterizedTest(name = "a claim: {0}")
  @CsvSource({"true, c., true", "false, w., true"})
  void aWaveThatNobodyCanShowLooksAgainAtWhomOthersHave(
      boolean claimed, String states, boolean followed) {
    Fleet fleet =
        Fleet.of("c.")
            .waves("01")
            .fittingNowhereElse()
            .underWay()
            .watch(0, Watch.from(Fleet.NOW.minusSeconds(60), 0, 0));
    SortedMap<Integer, Reading> readings = new TreeMap<>();
    readings.put(0, new Reading(Optional.of(Fleet.twin("{}", "{a: 1, $version: 3}", "{}"))));

    Progress progress =
        pass(SETS_A, fleet, readings, claimed ? CLAIMED : Map.of()).ledger().progress();

    assertThat(progress.states()).isEqualTo(states);
    assertThat(progress.watches().containsKey(0)).isEqualTo(followed);
  }

  @Test
  void whoeverIsClaimedIsFollowedFromWhenAWaveHasNobodyElse() {
    RolloutDecision decision =
        pass(Fleet.of("c.").waves("01").fittingNowhereElse().underWay(), new TreeMap<>());

    assertThat(decision.ledger().progress().watches()).containsOnlyKeys(0);
    assertThat(decision.standing().reason()).isEqualTo("LacksEvidence");
  }

  /** It was stopped by other terms than those of now. One of two devices has failed. */
  @ParameterizedTest(name = "in a wave that asks for {0} %")
  @CsvSource({"90, PAUSED_BY_BREACH", "50, SUCCEEDED"})
  void otherTermsLetAWaveGoOnOnlyIfTheyAreMet(int successPercent, Stage expected) {
    PlannedWave wave =
        new PlannedWave("w0", 2, Duration.ZERO, successPercent, 1, Gate.AUTO, Tolerance.POLICY);
    Breach breach = new Breach("as it was", Fleet.NOW, 0, "other terms", Pause.NOT_ASKED_FOR);
    Fleet fleet = written("CR").planned(wave).course(Course.NONE.with(Optional.of(breach)));

    RolloutDecision decision =
        pass(
            Specs.with(SETS_A, FailurePolicy.of(new Amount.Percent(100), 2)),
            fleet,
            new TreeMap<>());

    assertThat(decision.standing().stage()).isEqualTo(expected);
  }

  @Test
  void aChangeThatDidNotHelpLetsNothingGoOnWhenADeviceRecoversLater() {
    Breach breach = new Breach("as it was", Fleet.NOW, 0, "other terms", Pause.NOT_ASKED_FOR);
    Course stopped = Course.NONE.with(Optional.of(breach));

    Course seen = pass(written("CR").course(stopped), new TreeMap<>()).ledger().progress().course();
    RolloutDecision later = pass(written("CC").course(seen), new TreeMap<>());

    assertThat(seen.breach().orElseThrow().terms()).isNotEqualTo("other terms");
    assertThat(later.standing().stage()).isEqualTo(Stage.PAUSED_BY_BREACH);
  }

  /** The operator died after it had stored the undo, and before it had noted that it rolls back. */
  @Test
  void anUndoThatWasStoredRightBeforeACrashIsFollowed() {
    Fleet fleet =
        Fleet.of("C")
            .batch(Fleet.batch(0, Work.CHANGE, Lane.TWIN_PATCH, Fleet.NOW.minusSeconds(30), 0), 'e')
            .storedOnly(Fleet.batch(1, Work.UNDO, Lane.TWIN_PATCH, Fleet.NOW.minusSeconds(5), 0));

    Ledger ledger =
        pass(Specs.with(SETS_A, Control.of(State.Rollback)), fleet, new TreeMap<>()).ledger();

    assertThat(ledger.progress().states()).isEqualTo("p");
    assertThat(ledger.progress().watches()).containsOnlyKeys(0);
  }

  /** The first two members were written. */
  private static Fleet written(String states) {
    return Fleet.of(states)
        .batch(
            Fleet.batch(
                0, Work.CHANGE, Lane.TWIN_PATCH, Fleet.NOW.minusSeconds(30), new int[] {0, 1}),
            'e');
  }

  private static Watch watch(int reads) {
    long now = Fleet.NOW.minusSeconds(1).toEpochMilli();
    return new Watch(now, reads == 0 ? 0 : now, reads, 0, 0, 1);
  }

  private static RolloutDecision pass(Fleet fleet, SortedMap<Integer, Reading> readings) {
    return pass(SETS_A, fleet, readings);
  }

  private static RolloutDecision pass(
      RolloutSpec spec, Fleet fleet, SortedMap<Integer, Reading> readings) {
    return pass(spec, fleet, readings, Map.of());
  }

  private static RolloutDecision pass(
      RolloutSpec spec,
      Fleet fleet,
      SortedMap<Integer, Reading> readings,
      Map<Integer, List<ClaimedLeaf>> claims) {
    Instant now = Fleet.NOW;
    return RolloutEngine.decide(
        new RolloutObservation(
            spec,
            "fr-1",
            Fleet.MARKER,
            fleet.ledger(),
            Optional.empty(),
            readings,
            claims,
            Map.of(),
            Map.of(),
            Outlook.without(100, 100),
            -1,
            Optional.empty(),
            new LaneRoom(1, 400, 50, 50),
            now,
            now));
  }
}
