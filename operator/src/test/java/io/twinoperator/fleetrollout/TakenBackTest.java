package io.twinoperator.fleetrollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.fleetrollout.RolloutPass.Result;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Rollouts that are to be taken back, or given up, when not all is known that it takes. */
class TakenBackTest {
  private static final Duration LONG = Duration.ofHours(4);

  private static final String SPEC =
      """
      hubRef: {name: plant}
      selector: {query: "tags.environment = 'production'"}
      expectedDevices: {max: 1000}
      patch: {desired: {telemetryInterval: 10}}
      state: Run
      strategy:
        waves:
        - {name: canary, size: 1, minSuccessTime: 30s}
        - {name: early, size: 25%, minSuccessTime: 1m}
        progressDeadline: 5m
      failurePolicy: {maxFailures: 2}
      """;

  @Test
  void whatWasDoneBeforeItsLedgerWasLostIsNotSaidToBeRolledBack() {
    RolloutStory story = story();
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.loseLedger();
    story.runUntil(LONG, Stage.ALREADY_DONE);
    story.edit("state: Run", "state: Rollback");

    assertRefused(story.onePass());
    story.advanceTo(story.clock.instant().plus(Duration.ofHours(2)));
    assertRefused(story.onePass());
    assertThat(story.watch.intervals()).isEqualTo("10 on 12");
  }

  @Test
  void withoutALedgerTheMarksTellThatItWasBegun() {
    RolloutStory story = story();
    story.runUntil(LONG, result -> story.watch.written() == 4);
    story.loseLedger();
    story.edit("state: Run", "state: Rollback");

    Result refused = story.runUntil(LONG, Stage.INTERRUPTED);

    assertRefused(refused);
    assertThat(refused.standing().message()).contains("4 of 12 devices bear its mark");
  }

  @Test
  void oneThatIsAbortedWithoutALedgerSaysSoToo() {
    RolloutStory story = story();
    story.runUntil(LONG, result -> story.watch.written() == 4);
    story.loseLedger();
    story.edit("state: Run", "state: Abort");

    assertThat(story.runUntil(LONG, Stage.ABORTED).standing().message())
        .contains("4 of 12 devices bear its mark")
        .doesNotContain("nothing was begun");
  }

  @Test
  void oneThatWasNeverBegunSaysThat() {
    for (String state : new String[] {"Abort", "Rollback"}) {
      RolloutStory story = story();
      story.edit("state: Run", "state: " + state);

      assertThat(story.runUntil(LONG, Stage.ABORTED).standing().message())
          .isEqualTo("nothing was begun, so there is nothing to take back");
    }
  }

  @Test
  void anInterruptedOneTakesNothingBack() {
    RolloutStory story = story();
    story.runUntil(LONG, result -> story.watch.written() == 4);
    story.loseLedger();
    story.runUntil(LONG, Stage.INTERRUPTED);
    story.edit("state: Run", "state: Rollback");

    assertRefused(story.onePass());
  }

  /** The four of the time before keep the change, and are named; the others go back. */
  @Test
  void oneThatWentOnAfterItsLedgerWasLostTakesBackWhatItKnows() {
    RolloutStory story = story();
    story.runUntil(LONG, result -> story.watch.written() == 4);
    story.loseLedger();
    story.runUntil(LONG, Stage.INTERRUPTED);
    story.fill("state: Run", "state: Run\napprovedPlanDigest: " + story.planDigest());
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.edit("state: Run", "state: Rollback");
    story.runUntil(LONG, Stage.ROLLED_BACK_WITH_EXCEPTIONS);

    assertThat(story.watch.intervals()).isEqualTo("10 on 4, 30 on 8");
    assertThat(story.status().counts().rollbackSkipped()).isEqualTo(4);
    assertThat(story.status().failureSamples())
        .extracting(sample -> sample.message())
        .contains("what it had before is not known: the ledger of that time is lost");
  }

  /** Its mark is deleted by somebody: whose value it has is not known from then on. */
  @Test
  void aDeviceThatIsFencedKeepsWhatItHas() {
    RolloutStory story =
        new RolloutStory().fleet(12, rules -> {}).spec(SPEC + "writer: {mode: TwinPatch}\n");
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.foreignPatch("sensor-temp-042", "{\"tags\": {\"twinOperator\": null}}");
    story.edit("state: Run", "state: Rollback");
    story.runUntil(LONG, Stage.ROLLED_BACK_WITH_EXCEPTIONS);

    assertThat(story.status().counts().rollbackSkipped()).isEqualTo(1);
    assertThat(story.status().counts().rolledBack()).isEqualTo(11);
    assertThat(story.watch.intervals()).contains("10 on 1");
  }

  /** It has the same value by now, but it is another's. */
  @Test
  void aLeafThatALaterRolloutWroteIsItsOwn() {
    RolloutStory story = story();
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.advanceTo(story.clock.instant().plus(Duration.ofHours(1)));
    story.foreignPatch(
        "sensor-temp-003",
        "{\"tags\": {\"twinOperator\": {\"r00000000\": {\"rev\": \"r2\", \"wave\": \"w\","
            + " \"at\": \"20260105T090000Z\"}}},"
            + " \"properties\": {\"desired\": {\"telemetryInterval\": 77}}}");
    story.foreignPatch(
        "sensor-temp-003", "{\"properties\": {\"desired\": {\"telemetryInterval\": 10}}}");
    story.edit("state: Run", "state: Rollback");
    story.runUntil(LONG, Stage.ROLLED_BACK_WITH_EXCEPTIONS);

    assertThat(story.watch.intervals()).isEqualTo("10 on 1, 30 on 11");
    assertThat(story.status().failureSamples())
        .extracting(sample -> sample.message())
        .containsExactly("it belongs to the rollout with the mark r00000000 (revision r2) now");
  }

  @Test
  void aClaimThatIsGoneWhenItsTurnComesIsNoClaim() {
    RolloutStory story = story();
    story.claim("sensor-temp-042", "desired.telemetryInterval");
    story.edit("state: Run", "state: Plan");
    story.runUntil(LONG, Stage.PLANNED);
    assertThat(story.status().counts().claimed()).isEqualTo(1);
    story.edit("state: Plan", "state: Run");
    story.unclaim("sensor-temp-042");
    story.runUntil(LONG, Stage.SUCCEEDED);

    assertThat(story.status().counts().converged()).isEqualTo(12);
    assertThat(story.status().counts().claimed()).isZero();
  }

  /** All of them are in one job that cannot be called back; one never answers. */
  @Test
  void anAbortHasEndedWhenNobodyIsAwaitedAnyMore() {
    RolloutStory story =
        new RolloutStory()
            .fleet(60, rules -> rules.behaviour("sensor-temp-004", new Behaviour.Silent()))
            .spec(
                SPEC.replace("size: 1,", "size: 60,").replace("size: 25%", "size: 25")
                    + "writer: {mode: Job}\n");
    story.runUntil(LONG, result -> story.watch.written() > 0);
    story.edit("state: Run", "state: Abort");
    story.runUntil(LONG, Stage.ABORTED);

    assertThat(story.status().counts().written()).isZero();
    assertThat(story.status().counts().converged()).isEqualTo(59);
    Duration taken = Duration.between(RolloutStory.START, story.clock.instant());
    assertThat(taken).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(7));
  }

  private static void assertRefused(Result result) {
    assertThat(result.standing().stage()).isEqualTo(Stage.INTERRUPTED);
    assertThat(result.standing().message()).contains("cannot be rolled back");
  }

  private static RolloutStory story() {
    return new RolloutStory().fleet(12, rules -> {}).spec(SPEC);
  }
}
