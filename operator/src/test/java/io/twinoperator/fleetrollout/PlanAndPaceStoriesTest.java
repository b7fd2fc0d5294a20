package io.twinoperator.fleetrollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.fleetrollout.RolloutPass.Result;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.fleetrollout.ledger.Batch;
import io.twinoperator.fleetrollout.ledger.Ledger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Stories of what stands against a plan, of gates and soaks, and of what alone holds a rollout
 * back.
 */
class PlanAndPaceStoriesTest {
  private static final Duration LONG = Duration.ofHours(4);

  private static final String ONE_WAVE =
      """
      hubRef: {name: plant}
      selector: {query: "tags.environment = 'production'"}
      expectedDevices: {max: 1000}
      patch: {desired: {telemetryInterval: 10}}
      state: Run
      strategy:
        waves:
        - {name: fleet, size: 100%}
        progressDeadline: 5m
      failurePolicy: {maxFailures: 2}
      """;

  private static final String WAVES =
      ONE_WAVE.replace(
          "  - {name: fleet, size: 100%}",
          """
            - {name: canary, size: 1, minSuccessTime: 30s}
            - {name: early, size: 25%, minSuccessTime: 1m}\
          """);

  @Test
  void isBlockedByAnotherRolloutOfTheSameLeaf() {
    RolloutStory story = story(12, WAVES);
    story.olderRollout("older");
    story.runUntil(LONG, Stage.BLOCKED);
    story.onePass();
    story.end();

    Fact.assertStory(
        "blocked-by-rollout",
        story,
        Fact.endsIn(Stage.BLOCKED),
        Fact.says("plant/older"),
        Fact.everWritten(0),
        Fact.intervals("30 on 12"));
  }

  @Test
  void isQueuedBehindAnotherRolloutAndRunsAfterIt() {
    RolloutStory story = story(12, WAVES + "onConflict: Queue\n");
    story.olderRollout("older");
    story.runUntil(LONG, Stage.QUEUED);
    assertThat(story.watch.written()).isZero();
    story.end();
    story.olderRolloutEnds("older");
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.end();

    Fact.assertStory(
        "queued",
        story,
        Fact.endsIn(Stage.SUCCEEDED),
        Fact.counts("Converged 12"),
        Fact.intervals("10 on 12"));
  }

  @Test
  void isBlockedByAConfiguration() {
    RolloutStory story = story(12, WAVES);
    story.configuration("nightly", 60);
    story.runUntil(LONG, Stage.BLOCKED);
    story.onePass();
    story.end();

    Fact.assertStory(
        "blocked-by-configuration",
        story,
        Fact.endsIn(Stage.BLOCKED),
        Fact.says("nightly"),
        Fact.everWritten(0));
  }

  @Test
  void runsOnlyThePlanThatWasApproved() {
    String other = "sha256:" + "0".repeat(64);
    RolloutStory story = story(12, WAVES + "approvedPlanDigest: " + other + "\n");
    story.runUntil(LONG, Stage.BLOCKED);
    story.onePass();
    assertThat(story.watch.written()).isZero();
    story.end();
    story.fill(other, story.planDigest());
    story.say("-- spec: approvedPlanDigest is the plan's");
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.end();

    Fact.assertStory(
        "digest",
        story,
        Fact.endsIn(Stage.SUCCEEDED),
        Fact.counts("Converged 12"),
        Fact.takes(Duration.ofSeconds(90), Duration.ofMinutes(8)));
  }

  @Test
  void plansNothingWhereMoreDevicesAreFoundThanExpected() {
    RolloutStory story = story(12, WAVES.replace("{max: 1000}", "{min: 2, max: 11}"));
    story.runUntil(LONG, Stage.UNPLANNABLE);
    story.end();

    Fact.assertStory(
        "expected-devices",
        story,
        Fact.endsIn(Stage.UNPLANNABLE),
        Fact.says("11"),
        Fact.says("12"),
        Fact.everWritten(0));
  }

  @Test
  void aManualGateWaitsForAPerson() {
    RolloutStory story =
        story(12, WAVES.replace("minSuccessTime: 30s}", "minSuccessTime: 30s, gate: Manual}"));
    story.runUntil(LONG, Stage.GATED);
    story.onePass();
    assertThat(story.watch.written()).isEqualTo(1);
    story.edit("state: Run", "promoteTo: early\nstate: Run");
    story.runUntil(LONG, Stage.GATED);
    assertThat(story.watch.written()).isEqualTo(4);
    story.end();
    story.edit("promoteTo: early", "promoteTo: All");
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.end();

    Fact.assertStory(
        "manual-gate", story, Fact.endsIn(Stage.SUCCEEDED), Fact.counts("Converged 12"));
  }

  /** The canary goes back to its old value in the middle of its soak and comes round again. */
  @Test
  void aSoakBeginsAnewWhenItsDeviceFallsBack() {
    RolloutStory story =
        story(12, WAVES.replace("maxFailures: 2", "maxFailures: 2, countedStates: [Rejected]"));
    story.runUntil(LONG, result -> converged(story) == 1);
    String canary = canary(story);
    Instant soaks = story.clock.instant();
    story.advanceTo(soaks.plusSeconds(15));
    story.report(canary, "{\"telemetryInterval\": 30}");
    story.runUntil(LONG, result -> converged(story) == 0);
    story.report(canary, "{\"telemetryInterval\": 10}");
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.end();

    Fact.assertStory(
        "soak-anew",
        story,
        Fact.endsIn(Stage.SUCCEEDED),
        Fact.counts("Converged 12"),
        Fact.that(
            "the second wave waits for a whole soak after that: nobody of it before +00:47",
            told ->
                assertThat(told.watch.writtenBetween(Duration.ZERO, Duration.ofSeconds(47)))
                    .as("the canary and the device that joined it")
                    .isLessThanOrEqualTo(2)));
  }

  /** One of six devices of the wave rejects; by its threshold and maxFailures it would pass. */
  @Test
  void aMandatoryWaveStopsAtTheFirstFailure() {
    RolloutStory story =
        new RolloutStory()
            .fleet(
                24,
                rules ->
                    rules.behaviour(
                        "sensor-temp-020",
                        new Behaviour.Reject(Duration.ofSeconds(1), 400, "below 15")))
            .spec(
                WAVES
                    .replace("maxFailures: 2", "maxFailures: 20")
                    .replace(
                        "size: 25%, minSuccessTime: 1m}",
                        "size: 25%, successThreshold: 1%, mandatory: true}"));
    story.runUntil(LONG, Stage.PAUSED_BY_BREACH);
    story.end();

    Fact.assertStory(
        "mandatory",
        story,
        Fact.endsIn(Stage.PAUSED_BY_BREACH),
        Fact.says("mandatory"),
        Fact.counts("Pending 17, Converged 6, Rejected 1"),
        Fact.everWritten(7));
  }

  @Test
  void maxConcurrencyAloneHoldsItBack() {
    RolloutStory story =
        story(24, ONE_WAVE.replace("progressDeadline", "maxConcurrency: 3\n  progressDeadline"));
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.end();

    Fact.assertStory(
        "only-max-concurrency",
        story,
        Fact.endsIn(Stage.SUCCEEDED),
        Fact.counts("Converged 24"),
        Fact.mostUnderWay(3),
        Fact.takes(Duration.ofSeconds(16), Duration.ofMinutes(2)));
  }

  @Test
  void theDisruptionBudgetAloneHoldsItBack() {
    RolloutStory story =
        story(
            24,
            ONE_WAVE.replace(
                "progressDeadline",
                "disruptionBudget: {groupBy: [tags.location.building], maxUnavailable: 1}\n"
                    + "  progressDeadline"));
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.end();

    Fact.assertStory(
        "only-disruption-budget",
        story,
        Fact.endsIn(Stage.SUCCEEDED),
        Fact.counts("Converged 24"),
        Fact.mostUnderWay(3),
        Fact.that(
            "at the most 1 device of a building under way at once",
            told -> assertThat(told.watch.mostUnderWayInABuilding()).isEqualTo(1)));
  }

  /** Six a minute; twice as many after every six devices that have converged. */
  @Test
  void theRateAloneHoldsItBackAndGrowsOnConvergedDevices() {
    RolloutStory story =
        story(
            24,
            ONE_WAVE.replace(
                "progressDeadline",
                "rate: {basePerMinute: 6, incrementFactor: 2, increaseAfterConverged: 6}\n"
                    + "  progressDeadline"));
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.end();

    Fact.assertStory(
        "only-rate",
        story,
        Fact.endsIn(Stage.SUCCEEDED),
        Fact.counts("Converged 24"),
        Fact.that(
            "6 devices at the most in the first half minute",
            told ->
                assertThat(told.watch.writtenBetween(Duration.ZERO, Duration.ofSeconds(30)))
                    .isLessThanOrEqualTo(6)),
        Fact.that(
            "6 to 18 in the first minute, since the rate grows from 6 to 12, and more later",
            told -> {
              assertThat(told.watch.writtenBetween(Duration.ZERO, Duration.ofSeconds(60)))
                  .isBetween(6L, 18L);
              assertThat(told.watch.writtenBetween(Duration.ZERO, Duration.ofMinutes(2)))
                  .isGreaterThan(18);
            }));
  }

  /** Fifteen floors of buildings; a wave of three takes one device of each building. */
  @Test
  void spreadByAloneMixesTheWaves() {
    RolloutStory story =
        story(
            24,
            ONE_WAVE
                .replace("{name: fleet, size: 100%}", "{name: three, size: 3, gate: Manual}")
                .replace(
                    "progressDeadline",
                    "order: {spreadBy: [tags.location.building]}\n  progressDeadline"));
    story.runUntil(LONG, Stage.GATED);
    story.end();

    Fact.assertStory(
        "only-spread-by",
        story,
        Fact.endsIn(Stage.GATED),
        Fact.everWritten(3),
        Fact.mostUnderWay(3),
        Fact.that(
            "the three are of three buildings",
            told -> assertThat(told.watch.mostUnderWayInABuilding()).isEqualTo(1)));
  }

  @Test
  void theLaneOfJobsWaitsForItsSlot() {
    RolloutStory story = story(24, ONE_WAVE + "writer: {mode: Job}\n");
    story.foreignJob("other", Duration.ofMinutes(3));
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.end();

    Fact.assertStory(
        "job-slot-taken",
        story,
        Fact.endsIn(Stage.SUCCEEDED),
        Fact.counts("Converged 24"),
        Fact.that(
            "nobody is written while somebody else has the slot",
            told ->
                assertThat(told.watch.writtenBetween(Duration.ZERO, Duration.ofMinutes(3)))
                    .isZero()),
        Fact.that(
            "it is one job, that is stored once",
            told -> assertThat(told.last().ledger().orElseThrow().batches()).hasSize(1)));
  }

  @Test
  void aSlotThatIsTakenForADayIsOneBatch() {
    RolloutStory story = story(24, ONE_WAVE + "writer: {mode: Job}\n");
    story.foreignJob("other", Duration.ofHours(24));

    story.runUntil(
        Duration.ofHours(25),
        result -> {
          boolean isTaken = story.clock.instant().isBefore(RolloutStory.START.plusSeconds(86_000));
          if (isTaken && result.ledger().isPresent()) {
            assertThat(story.status().counts().written()).isZero();
            assertThat(result.ledger().orElseThrow().batches()).hasSizeLessThanOrEqualTo(1);
          }
          return result.standing().stage() == Stage.SUCCEEDED;
        });

    assertThat(story.last().ledger().orElseThrow().batches()).hasSize(1);
    assertThat(story.text().split("released 24 devices", -1)).hasSize(2);
  }

  /** While the slot is taken one device is changed again and again by somebody else. */
  @Test
  void aBatchThatWaitsIsMadeAnewOnlyIfItsDevicesHaveChanged() {
    RolloutStory story = story(24, ONE_WAVE + "writer: {mode: Job}\n");
    story.foreignJob("other", Duration.ofMinutes(30));
    story.runUntil(Duration.ofMinutes(10), result -> story.text().contains("not created yet"));
    story.foreignPatch("sensor-temp-003", "{\"properties\":{\"desired\":{\"other\":1}}}");

    story.runUntil(LONG, Stage.SUCCEEDED);

    Ledger ledger = story.last().ledger().orElseThrow();
    assertThat(ledger.batches()).hasSize(2);
    assertThat(ledger.outcome(ledger.batches().get(0))).isEqualTo(Batch.Outcome.VOID);
    assertThat(ledger.outcome(ledger.batches().get(1))).isEqualTo(Batch.Outcome.ENDED);
  }

  @Test
  void autoUsesBothLanesInALargeWave() {
    RolloutStory story = story(60, ONE_WAVE + "writer: {mode: Auto, maxDevicesPerJob: 20}\n");
    story.runUntil(LONG, Stage.SUCCEEDED);
    story.end();

    Fact.assertStory(
        "auto-both-lanes",
        story,
        Fact.endsIn(Stage.SUCCEEDED),
        Fact.counts("Converged 60"),
        Fact.that("there was at least one job", told -> assertThat(jobs(told)).isPositive()));
  }

  private static long jobs(RolloutStory story) {
    return story.last().ledger().orElseThrow().batches().stream()
        .filter(batch -> batch.lane() == io.twinoperator.fleetrollout.ledger.Batch.Lane.JOB)
        .count();
  }

  private static RolloutStory story(int devices, String spec) {
    return new RolloutStory().fleet(devices, rules -> {}).spec(spec);
  }

  private static int converged(RolloutStory story) {
    return story.status().counts() == null ? 0 : story.status().counts().converged();
  }

  private static String canary(RolloutStory story) {
    Result last = story.last();
    return List.copyOf(last.ledger().orElseThrow().plan().members()).get(0).deviceId();
  }
}
