package io.twinoperator.fleetrollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Member;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stories of where a rollout looks: whom it reads while it waits, and whom no more. */
class HintStoriesTest {
  private static final Duration LONG = Duration.ofHours(4);
  private static final Duration POLL = Duration.ofMinutes(1);

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
        progressDeadline: 5m
      failurePolicy: {maxFailures: 2%}
      """;

  private static final String LARGE_WAVE =
      SPEC.replace("size: 1, minSuccessTime: 30s", "size: 900, minSuccessTime: 30m");

  @Test
  void aRegressionInALargeWaveIsNoticedDuringItsSoak() {
    RolloutStory story = story(1000, LARGE_WAVE);
    soakThenFallBack(story);
    Instant fell = story.clock.instant();
    story.runUntil(LONG, HintStoriesTest::hasStoppedOrGoneOn);
    Duration noticed = Duration.between(fell, story.clock.instant());
    story.end();

    Fact.assertStory(
        "regressed-in-a-large-wave",
        story,
        Fact.endsIn(Stage.PAUSED_BY_BREACH),
        Fact.everWritten(900),
        Fact.that(
            "24 of 900 devices that fall back in the soak are noticed within two polls",
            told -> assertThat(noticed).isLessThan(POLL.multipliedBy(2))));
  }

  /** The leaf is an object, or marks are not wanted, or the hub is busy: then there is no hint. */
  @Test
  void withoutAHintTheWholeWaveIsReadDuringItsSoak() {
    RolloutStory story =
        story(1000, LARGE_WAVE.replace("minSuccessTime: 30m", "minSuccessTime: 5m"));
    story.runUntil(LONG, result -> story.text().contains("it must stay so"));
    story.refuseQueries();
    List<Member> members = story.last().ledger().orElseThrow().plan().members();
    List.of(110, 890).forEach(member -> fallBack(story, members.get(member).deviceId()));
    int before = story.reads();
    story.runUntil(LONG, result -> story.text().contains("canary succeeded"));

    assertThat(story.status().counts().regressed()).isEqualTo(2);
    assertThat(story.reads() - before).isBetween(900, 1_500);
  }

  private static void soakThenFallBack(RolloutStory story) {
    story.runUntil(LONG, result -> story.text().contains("it must stay so"));
    List<Member> members = story.last().ledger().orElseThrow().plan().members();
    IntStream.range(700, 724).forEach(member -> fallBack(story, members.get(member).deviceId()));
  }

  private static void fallBack(RolloutStory story, String deviceId) {
    story.report(deviceId, "{\"telemetryInterval\": 30}");
  }

  private static boolean hasStoppedOrGoneOn(RolloutPass.Result result) {
    return result.standing().stage() == Stage.PAUSED_BY_BREACH
        || result.notes().stream().anyMatch(note -> note.startsWith("wave canary succeeded"));
  }

  @Test
  void aDeviceThatReturnsIsCountedWithinAPoll() {
    RolloutStory story = withOneThirdAway(60);
    story.runUntil(LONG, Stage.SUCCEEDED_WITH_STRAGGLERS);
    Instant later = story.clock.instant().plus(Duration.ofHours(3));
    story.runUntil(LONG, result -> story.clock.instant().isAfter(later));
    int before = story.reads();
    int queries = story.queries();
    Instant hour = story.clock.instant().plus(Duration.ofHours(1));
    story.runUntil(LONG, result -> story.clock.instant().isAfter(hour));
    int reads = story.reads() - before;
    int asked = story.queries() - queries;
    story.devices().device("sensor-temp-007").connect();
    story.say("-- sensor-temp-007 is back after hours");
    Instant back = story.clock.instant();
    int converged = story.status().counts().converged();
    story.runUntil(LONG, result -> story.status().counts().converged() > converged);
    Duration counted = Duration.between(back, story.clock.instant());
    story.end();

    Fact.assertStory(
        "returns-after-hours",
        story,
        Fact.endsIn(Stage.SUCCEEDED_WITH_STRAGGLERS),
        Fact.counts("Converged 41, Straggler 19"),
        Fact.that(
            "a device that returns after hours is counted within a poll",
            told -> assertThat(counted).isLessThanOrEqualTo(POLL.plusSeconds(10))),
        Fact.that(
            "an hour of waiting for 20 devices takes at most 150 reads and 70 queries",
            told -> {
              assertThat(reads).isLessThanOrEqualTo(150);
              assertThat(asked).isLessThanOrEqualTo(70);
            }));
  }

  /** Whoever returns is found by reading then, if not at once. */
  @Test
  void whereTheHubRefusesTheQueryReturningDevicesAreFoundByReading() {
    RolloutStory story = withOneThirdAway(60);
    story.runUntil(LONG, result -> story.text().contains("wave canary succeeded"));
    story.refuseQueries();
    story.runUntil(LONG, Stage.SUCCEEDED_WITH_STRAGGLERS);
    story.devices().device("sensor-temp-007").connect();
    Instant back = story.clock.instant();
    int converged = story.status().counts().converged();
    story.runUntil(LONG, result -> story.status().counts().converged() > converged);

    assertThat(Duration.between(back, story.clock.instant()))
        .isLessThanOrEqualTo(POLL.plusSeconds(10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Abort", "Rollback"})
  void whereNothingIsWrittenAnyMoreNobodyIsRead(String end) {
    RolloutStory story = withOneThirdAway(60);
    story.runUntil(LONG, result -> story.text().contains("wave canary succeeded"));
    story.runUntil(LONG, result -> story.status().counts().deferred() > 0);
    story.edit("state: Run", "state: " + end);
    story.runUntil(LONG, result -> result.standing().stage().isFinal());
    Instant hour = story.clock.instant().plus(Duration.ofHours(1));
    story.runUntil(LONG, result -> story.clock.instant().isAfter(hour));
    int reads = story.reads();
    int queries = story.queries();
    Instant day = story.clock.instant().plus(Duration.ofDays(1));
    story.runUntil(Duration.ofDays(2), result -> story.clock.instant().isAfter(day));

    assertThat(story.reads() - reads).isZero();
    assertThat(story.queries() - queries).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 40})
  void readsThatFailNowAndThenBlindNobody(int oneIn) {
    Duration sound = timeOf(story(1000, SPEC));
    RolloutStory story = story(1000, SPEC);
    story.failOneReadIn(oneIn);

    assertThat(timeOf(story)).isLessThan(sound.plusSeconds(15));
  }

  private static Duration timeOf(RolloutStory story) {
    story.runUntil(LONG, Stage.SUCCEEDED);
    return Duration.between(RolloutStory.START, story.clock.instant());
  }

  /** Numbers 1, 4, 7 and so on are away. */
  private static RolloutStory withOneThirdAway(int devices) {
    RolloutStory story = story(devices, SPEC);
    IntStream.rangeClosed(1, devices)
        .filter(number -> number % 3 == 1)
        .forEach(
            number -> story.devices().device("sensor-temp-%03d".formatted(number)).disconnect());
    return story;
  }

  private static RolloutStory story(int devices, String spec) {
    return new RolloutStory().fleet(devices, rules -> {}).spec(spec);
  }
}
