package io.twinoperator.fleetrollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.fleetrollout.RolloutPass.Result;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.hub.Budget;
import io.twinoperator.hub.BudgetReading;
import io.twinoperator.hub.OperationClass;
import io.twinoperator.hub.Priority;
import io.twinoperator.hub.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Rollouts in a world that is not as it should be; each ends, or names what it waits for. */
class RolloutTroubleTest {
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
      writer: {mode: Job}
      """;

  /** The order of the canaries of a fleet of 12, as the plan of this rollout has it. */
  private static final String FIRST = "sensor-temp-004";

  private static final String SECOND = "sensor-temp-009";

  @Test
  void aSecondOfflineCanaryIsReplacedToo() {
    RolloutStory story = new RolloutStory().fleet(12, rules -> {}).spec(SPEC);
    story.devices().device(FIRST).disconnect();
    story.devices().device(SECOND).disconnect();

    story.runUntil(Duration.ofMinutes(10), Stage.SUCCEEDED_WITH_STRAGGLERS);

    assertThat(story.status().counts().converged()).isEqualTo(10);
    assertThat(story.status().counts().straggler()).isEqualTo(2);
  }

  @Test
  void aSmallBudgetMakesItSlowAndNothingElse() {
    RolloutStory story = new RolloutStory().fleet(60, rules -> {}).spec(SPEC);
    Budget budget = story.within(2);

    story.runUntil(LONG, Stage.SUCCEEDED);

    assertThat(story.status().counts().converged()).isEqualTo(60);
    BudgetReading reads = budget.reading(OperationClass.TWIN_READ);
    assertThat(reads.granted()).as("two a second").isGreaterThan(120);
    assertThat(reads.waitSeconds()).isPositive();
    Duration taken = Duration.between(RolloutStory.START, story.clock.instant());
    assertThat((double) reads.granted()).isLessThanOrEqualTo(2.0 * taken.toSeconds() + 5);
  }

  @Test
  void itFetchesInTimeWhatTheBudgetPromisesAmongManyWhoWantTheSame() {
    RolloutStory story = new RolloutStory().fleet(60, rules -> {}).spec(SPEC);
    Budget budget = story.within(2);
    Turn other = new Turn(Priority.ROLLOUT, "FleetRollout plant/other");
    AtomicInteger others = new AtomicInteger();

    story.runUntil(
        LONG,
        result -> {
          // Somebody else is there each time, and takes whatever it is given.
          while (budget.tryTake(OperationClass.TWIN_READ, other).isZero()) {
            others.incrementAndGet();
          }
          return result.standing().stage() == Stage.SUCCEEDED;
        });

    long own = budget.reading(OperationClass.TWIN_READ).granted() - others.get();
    assertThat(own).isGreaterThan(120);
    assertThat(others.get()).as("the other had its part too").isGreaterThan(60);
  }

  @Test
  void aDeviceThatIsForeverApplyingTimesOut() {
    RolloutStory story =
        new RolloutStory()
            .fleet(
                12,
                rules ->
                    rules.behaviour(
                        FIRST,
                        new Behaviour.AcceptThenApply(Duration.ofSeconds(1), Duration.ofDays(365))))
            .spec(SPEC);

    story.runUntil(Duration.ofMinutes(10), Stage.PAUSED_BY_BREACH);

    assertThat(story.status().counts().timedOut()).isEqualTo(1);
  }

  @Test
  void aDeviceThatGoesAwayWhileApplyingIsNoFailure() {
    RolloutStory story =
        new RolloutStory()
            .fleet(
                12,
                rules ->
                    rules.behaviour(
                        FIRST,
                        new Behaviour.AcceptThenApply(Duration.ofSeconds(1), Duration.ofDays(365))))
            .spec(SPEC);
    story.runUntil(LONG, result -> count(story, "applying") == 1);
    story.devices().device(FIRST).disconnect();

    story.runUntil(Duration.ofMinutes(20), Stage.SUCCEEDED_WITH_STRAGGLERS);

    assertThat(story.status().counts().straggler()).isEqualTo(1);
    assertThat(story.status().counts().converged()).isEqualTo(11);
  }

  @Test
  void allOfflineIsWaitedForByNameAndGoesOnWhenOneIsBack() {
    RolloutStory story = new RolloutStory().fleet(12, rules -> {}).spec(SPEC);
    story.devices().disconnectAll();
    story.runUntil(LONG, result -> count(story, "deferred") == 12);
    Result waits = story.onePass();
    assertThat(waits.standing().stage()).isEqualTo(Stage.PROGRESSING);
    assertThat(waits.standing().message()).contains("deferred");

    story.devices().device("sensor-temp-042").connect();
    story.runUntil(LONG, Stage.SUCCEEDED_WITH_STRAGGLERS);

    assertThat(story.status().counts().converged()).isEqualTo(1);
    assertThat(story.status().counts().straggler()).isEqualTo(11);
  }

  @Test
  void aDeferredDeviceWhoseJobIsGivenUpOnPauseIsNotForgotten() {
    RolloutStory story = new RolloutStory().fleet(12, rules -> {}).spec(SPEC);
    story.devices().device(SECOND).disconnect();
    story.runUntil(LONG, result -> "rest".equals(story.status().currentWave()));
    story.foreignJob("other", Duration.ofMinutes(3));
    story.devices().device(SECOND).connect();
    story.runUntil(
        LONG,
        result ->
            result.ledger().orElseThrow().openBatches().stream()
                .flatMap(batch -> batch.devices().stream())
                .map(device -> result.ledger().orElseThrow().plan().members().get(device.member()))
                .anyMatch(member -> member.deviceId().equals(SECOND)));
    story.edit("state: Run", "state: Pause");
    story.onePass();
    story.onePass();
    story.edit("state: Pause", "state: Run");

    story.runUntil(LONG, Stage.SUCCEEDED);

    assertThat(story.status().counts().converged()).isEqualTo(12);
  }

  @Test
  void noDeviceIsBlamedForTheTimeItsJobWaitedForASlot() {
    RolloutStory story =
        new RolloutStory()
            .fleet(
                60,
                rules ->
                    rules.behaviour(m -> true, new Behaviour.Acknowledge(Duration.ofSeconds(20))))
            .spec(SPEC);
    story.onePass();
    story.foreignJob("other", Duration.ofMinutes(40));

    story.runUntil(LONG, Stage.SUCCEEDED);

    assertThat(story.text()).doesNotContain("timed out");
    assertThat(story.status().counts().converged()).isEqualTo(60);
  }

  @Test
  void aDeviceThatIsClaimedWhileItsJobWaitsForASlotIsLeftAlone() {
    RolloutStory story = new RolloutStory().fleet(12, rules -> {}).spec(SPEC);
    story.onePass();
    story.foreignJob("other", Duration.ofMinutes(10));
    story.onePass();
    story.claim(FIRST, "desired.telemetryInterval");

    story.runUntil(LONG, Stage.SUCCEEDED);

    assertThat(story.status().counts().claimed()).isEqualTo(1);
    assertThat(
            story
                .hub
                .twins()
                .get(ClientId.device(FIRST))
                .at("/properties/desired/telemetryInterval")
                .asInt())
        .isEqualTo(30);
  }

  @Test
  void theDeadlineStandsStillWhilePaused() {
    RolloutStory story =
        new RolloutStory()
            .fleet(12, rules -> rules.behaviour(member -> true, new Behaviour.Silent()))
            .spec(SPEC);
    story.runUntil(LONG, result -> story.text().contains("completed: 1 written"));
    story.edit("state: Run", "state: Pause");
    playFor(story, Duration.ofHours(1));
    assertThat(story.status().counts().timedOut()).isZero();
    story.edit("state: Pause", "state: Run");

    story.runUntil(LONG, Stage.PAUSED_BY_BREACH);

    assertThat(story.status().counts().timedOut()).isEqualTo(1);
  }

  @Test
  void aTimedOutDeviceThatGoesAwayStaysAFailure() {
    RolloutStory story =
        new RolloutStory()
            .fleet(12, rules -> rules.behaviour(FIRST, new Behaviour.Silent()))
            .spec(SPEC);
    story.runUntil(LONG, Stage.PAUSED_BY_BREACH);
    story.devices().device(FIRST).disconnect();
    playFor(story, Duration.ofMinutes(20));

    assertThat(story.status().counts().timedOut()).isEqualTo(1);
  }

  @Test
  void aFinishedRolloutStaysFinishedWhateverIsAskedOrSeen() {
    RolloutStory story = new RolloutStory().fleet(12, rules -> {}).spec(SPEC);
    story.devices().device("sensor-temp-042").disconnect();
    story.runUntil(LONG, Stage.SUCCEEDED_WITH_STRAGGLERS);

    story.edit("state: Run", "state: Pause");

    assertThat(story.onePass().standing().stage()).isEqualTo(Stage.SUCCEEDED_WITH_STRAGGLERS);
  }

  @Test
  void anEqualRewriteBySomebodyElseIsNoRegression() {
    RolloutStory story =
        new RolloutStory()
            .fleet(12, rules -> {})
            .spec(SPEC.replace("minSuccessTime: 30s", "minSuccessTime: 10m"));
    story.runUntil(LONG, result -> count(story, "converged") == 1);
    story.devices().device(FIRST).behave(new Behaviour.Silent());
    story.foreignPatch(FIRST, "{\"properties\": {\"desired\": {\"telemetryInterval\": 9}}}");
    story.foreignPatch(FIRST, "{\"properties\": {\"desired\": {\"telemetryInterval\": 10}}}");
    story.runUntil(LONG, Stage.SUCCEEDED);

    assertThat(story.text()).doesNotContain("regressed");
  }

  @Test
  void aFleetOfManyChunksIsWrittenOnceEach() {
    RolloutStory story = new RolloutStory().fleet(450, rules -> {}).spec(SPEC);
    story.runUntil(LONG, Stage.SUCCEEDED);

    assertThat(story.status().counts().converged()).isEqualTo(450);
    assertThat(story.status().jobs().finished()).isEqualTo(4);
  }

  @Test
  void aJobThatFailsIsTriedThreeTimesAndThenSaysWhy() {
    RolloutStory story =
        new RolloutStory()
            .fleet(12, rules -> {})
            .spec(SPEC.replace("size: 1,", "size: 1, minConverged: 1,"));
    story.breakJobs();
    story.runUntil(LONG, Stage.PAUSED_BY_BREACH);

    assertThat(story.status().counts().writeFailed()).isEqualTo(1);
    assertThat(story.status().failureSamples())
        .singleElement()
        .satisfies(sample -> assertThat(sample.message()).contains("3 writes in vain"));
  }

  @Test
  void tagsAloneAreProvenByTheTwin() {
    RolloutStory story =
        new RolloutStory()
            .fleet(12, rules -> rules.behaviour(member -> true, new Behaviour.Silent()))
            .spec(SPEC.replace("{desired: {telemetryInterval: 10}}", "{tags: {customer: acme}}"));
    story.runUntil(LONG, Stage.SUCCEEDED);

    assertThat(story.status().counts().converged()).isEqualTo(12);
  }

  @Test
  void whatIsAbsentIsNotRemoved() {
    RolloutStory story =
        new RolloutStory()
            .fleet(12, rules -> {})
            .spec(
                SPEC.replace("{desired: {telemetryInterval: 10}}", "{remove: [desired.nothing]}"));
    story.runUntil(LONG, Stage.NOTHING_TO_DO);

    assertThat(story.status().counts().alreadyConverged()).isEqualTo(12);
    assertThat(story.status().jobs().finished()).isZero();
  }

  @Test
  void whenAllAreClaimedThereIsNothingToDo() {
    RolloutStory story = new RolloutStory().fleet(12, rules -> {}).spec(SPEC);
    story.devices().devices().forEach(d -> story.claim(d.deviceId(), "desired.telemetryInterval"));
    story.runUntil(LONG, Stage.NOTHING_TO_DO);

    assertThat(story.status().counts().claimed()).isEqualTo(12);
  }

  @Test
  void planThenRun() {
    RolloutStory story =
        new RolloutStory().fleet(12, rules -> {}).spec(SPEC.replace("state: Run", "state: Plan"));
    story.onePass();
    String digest = story.onePass().ledger().orElseThrow().plan().digest();
    story.edit("state: Plan", "state: Run");
    Result result = story.runUntil(LONG, Stage.SUCCEEDED);

    assertThat(result.ledger().orElseThrow().plan().digest()).isEqualTo(digest);
  }

  @Test
  void itDoesNotRunInCircles() {
    RolloutStory soaking =
        new RolloutStory()
            .fleet(12, rules -> {})
            .spec(SPEC.replace("minSuccessTime: 30s", "minSuccessTime: 3h"));
    soaking.runUntil(LONG, result -> count(soaking, "converged") == 1);
    assertThat(playFor(soaking, Duration.ofHours(1))).as("while soaking").isLessThan(70);

    RolloutStory waiting = new RolloutStory().fleet(12, rules -> {}).spec(SPEC);
    waiting.onePass();
    waiting.foreignJob("other", Duration.ofHours(2));
    assertThat(playFor(waiting, Duration.ofHours(1))).as("waiting for a slot").isLessThan(500);

    RolloutStory done = new RolloutStory().fleet(12, rules -> {}).spec(SPEC);
    done.runUntil(LONG, Stage.SUCCEEDED);
    assertThat(playFor(done, Duration.ofHours(1))).as("at rest").isLessThan(15);

    RolloutStory away = new RolloutStory().fleet(12, rules -> {}).spec(SPEC);
    away.devices().disconnectAll();
    away.runUntil(LONG, result -> count(away, "deferred") == 12);
    assertThat(playFor(away, Duration.ofHours(1))).as("all offline").isLessThan(500);
  }

  private static int count(RolloutStory story, String state) {
    var counts = story.status().counts();
    if (counts == null) {
      return 0;
    }
    return switch (state) {
      case "applying" -> counts.applying();
      case "deferred" -> counts.deferred();
      default -> counts.converged();
    };
  }

  /** Plays on for a time; answers the number of passes. */
  private static int playFor(RolloutStory story, Duration time) {
    Instant end = story.clock.instant().plus(time);
    int passes = 0;
    while (story.clock.instant().isBefore(end)) {
      story.advanceTo(story.onePass().wakeAt());
      passes++;
    }
    return passes;
  }
}
