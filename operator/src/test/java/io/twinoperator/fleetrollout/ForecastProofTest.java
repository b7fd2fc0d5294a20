package io.twinoperator.fleetrollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Forecast;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a plan says of its duration, against what the rollout then takes within the limits of an S1
 * hub, when every device answers at once and nothing fails: within 20 percent.
 */
class ForecastProofTest {
  private static final Duration LONG = Duration.ofHours(12);

  private static final String SPEC =
      """
      hubRef: {name: plant}
      selector: {query: "tags.environment = 'production'"}
      expectedDevices: {max: 1000000}
      patch: {desired: {telemetryInterval: 10}}
      state: Run
      strategy:
        waves:
        - {name: canary, size: 1, minSuccessTime: 30s}
        - {name: early, size: 25%, minSuccessTime: 1m}
      """;

  private static final String AT_ONCE =
      SPEC.replaceAll("(?s)  waves:.*", "  waves: [{name: fleet, size: 100%}]\n");

  /** The first of a fleet of 12, as the plan of this rollout has it. */
  private static final String CANARY = "sensor-temp-004";

  static Stream<Arguments> rollouts() {
    return Stream.of(
        rollout("three waves with soaks", 40, SPEC, story -> {}),
        rollout(
            "the canary is claimed",
            12,
            SPEC,
            story -> story.claim(CANARY, "desired.telemetryInterval")),
        rollout(
            "the canary is equal already",
            12,
            SPEC,
            story -> {
              story.foreignPatch(
                  CANARY, "{\"properties\": {\"desired\": {\"telemetryInterval\": 10}}}");
              story.advanceTo(story.clock.instant().plusSeconds(60));
            }),
        rollout("patches", 2000, AT_ONCE + "writer: {mode: TwinPatch}\n", story -> {}),
        rollout("jobs", 1000, AT_ONCE + "writer: {mode: Job}\n", story -> {}),
        rollout("both lanes", 2000, AT_ONCE, story -> {}),
        rollout("a rate", 300, AT_ONCE + "  rate: {basePerMinute: 60}\n", story -> {}),
        rollout("few at once", 300, AT_ONCE + "  maxConcurrency: 10\n", story -> {}),
        rollout("a bake", 40, AT_ONCE + "rollback: {bakeTime: 5m}\n", story -> {}));
  }

  private static Arguments rollout(
      String name, int devices, String spec, Consumer<RolloutStory> before) {
    return arguments(name, devices, spec, before);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rollouts")
  void isWithinTwentyPercent(String name, int devices, String spec, Consumer<RolloutStory> before) {
    RolloutStory story =
        new RolloutStory()
            .fleet(devices, rules -> rules.behaviour(new Behaviour.Acknowledge(Duration.ZERO)))
            .spec(spec);
    before.accept(story);
    Instant begun = story.clock.instant();
    Forecast forecast = story.onePass().ledger().orElseThrow().plan().forecast();
    story.within(100); // What is read to plan is no part of it.
    story.advanceTo(story.last().wakeAt());
    story.runUntil(LONG, Stage.SUCCEEDED);

    Duration taken = Duration.between(begun, story.clock.instant());
    assertThat((double) forecast.duration().toMillis())
        .as("%s takes %s, of which the plan says %s", name, taken, forecast.duration())
        .isBetween(taken.toMillis() * 0.8, taken.toMillis() * 1.2);
  }
}
