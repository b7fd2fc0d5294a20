package io.twinoperator.fleetrollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.fleetrollout.RolloutPass.Result;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Hindrance;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Restraint;
import io.twinoperator.fleetrollout.ledger.Course.Soak;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What people and fleets do to a rollout that it was not made for: it says so, and loses nothing.
 */
class BadInputStoriesTest {
  private static final Duration LONG = Duration.ofHours(4);
  private static final String DEVICE = "sensor-temp-042";

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

  private static RolloutStory story(String spec) {
    return new RolloutStory().fleet(12, rules -> {}).spec(spec);
  }

  private static void tag(RolloutStory story, String deviceId, String tags) {
    story.foreignPatch(deviceId, "{\"tags\": " + tags + "}");
  }

  @Test
  void aSelectorThatFindsEveryDeviceNeedsAMaximum() {
    RolloutStory story = story(SPEC.replace("expectedDevices: {max: 1000}\n", ""));
    story.runUntil(LONG, Stage.UNPLANNABLE);

    assertThat(story.last().standing().message())
        .contains("all 12 devices of the hub", "expectedDevices.max");
    assertThat(story.watch.written()).isZero();
  }

  @Test
  void aFirstWaveThatNobodyMatchesStopsThePlanUntilADeviceDoes() {
    RolloutStory story =
        story(SPEC.replace("size: 1,", "size: 1, query: \"tags.lab = 'yes'\",")); // the canary
    story.runUntil(LONG, Stage.UNPLANNABLE);
    assertThat(story.last().standing().message())
        .contains("wave canary takes no device", "tags.lab = 'yes'");
    assertThat(story.status().plan()).isNull();

    tag(story, DEVICE, "{\"lab\": \"yes\"}");
    story.runUntil(LONG, Stage.SUCCEEDED);
    assertThat(story.status().counts().converged()).isEqualTo(12);
    assertThat(story.watch.writtenAt(DEVICE)).isBefore(story.watch.writtenAt("sensor-temp-001"));
  }

  @Test
  void aPercentOfNothingBetweenOtherWavesIsNotedAndHoldsNobodyUp() {
    RolloutStory story =
        story(SPEC.replace("size: 25%,", "size: 25%, query: \"tags.lab = 'yes'\","));
    story.runUntil(LONG, Stage.SUCCEEDED);

    assertThat(story.status().plan().notes())
        .anyMatch(note -> note.startsWith("wave early takes no device"));
    assertThat(story.status().counts().converged()).isEqualTo(12);
    assertThat(Duration.between(RolloutStory.START, story.clock.instant()))
        .as("it does not soak")
        .isLessThan(Duration.ofSeconds(60));
  }

  @Test
  void wavesThatTakeAllLeaveNoRest() {
    RolloutStory story = story(SPEC.replace("size: 25%,", "size: 100%,") + "promoteTo: rest\n");
    story.runUntil(LONG, Stage.SUCCEEDED);

    assertThat(story.status().waves()).extracting(wave -> wave.name()).doesNotContain("rest");
    assertThat(story.text()).doesNotContain("wave rest");
    assertThat(story.status().counts().converged()).isEqualTo(12);
  }

  @Test
  void theQueryOfAWaveThatTheHubRefusesIsNamed() {
    RolloutStory story =
        story(SPEC.replace("size: 25%,", "size: 25%, query: \"tags.lab LIKE 1\","));
    story.runUntil(LONG, Stage.UNPLANNABLE);

    assertThat(story.last().standing().message())
        .startsWith("spec.strategy.waves[early].query 'tags.lab LIKE 1' is not accepted");
    assertThat(story.watch.written()).isZero();
  }

  @Test
  void aDeviceThatHasNoRoomForThePatchFailsInTheHubsWordsAndTheOthersGoOn() {
    String note = "x".repeat(4000);
    String seven =
        IntStream.range(0, 8)
            .mapToObj(n -> "\"k" + n + "\": \"" + note + "\"")
            .collect(Collectors.joining(", "));
    RolloutStory story =
        story(
            SPEC.replaceAll("(?s)size: 1,.*?progress", "size: 100%}\n  progress")
                .replace(
                    "desired: {telemetryInterval: 10}",
                    "desired: {telemetryInterval: 10, note: " + note + "}"));
    story.foreignPatch(DEVICE, "{\"properties\": {\"desired\": {" + seven + "}}}");
    story.runUntil(LONG, Stage.SUCCEEDED, Stage.PAUSED_BY_BREACH);

    assertThat(story.last().standing().stage()).isEqualTo(Stage.SUCCEEDED);
    assertThat(story.status().counts().converged()).isEqualTo(11);
    assertThat(story.status().counts().writeFailed()).isEqualTo(1);
    assertThat(story.status().failureSamples())
        .singleElement()
        .satisfies(
            sample -> {
              assertThat(sample.deviceId()).isEqualTo(DEVICE);
              assertThat(sample.message()).contains("32");
            });
  }

  private static void createAnew(RolloutStory story, String deviceId) {
    story.hub.identities().delete(ClientId.device(deviceId), IfMatch.parse("*"));
    story.hub.identities().create(ClientId.device(deviceId), JsonNodeFactory.instance.objectNode());
    tag(story, deviceId, "{\"environment\": \"production\"}");
  }

  @Test
  void aDeviceThatIsCreatedAnewBeforeItsTurnIsNotTheOneThatWasPlanned() {
    RolloutStory story = story(SPEC);
    story.runUntil(LONG, result -> story.watch.written() == 4);
    createAnew(story, "sensor-temp-001");
    story.runUntil(LONG, Stage.SUCCEEDED);

    assertThat(story.status().counts().gone()).isEqualTo(1);
    assertThat(story.status().counts().converged()).isEqualTo(11);
    assertThat(story.watch.intervals()).isEqualTo("none on 1, 10 on 11");
  }

  @Test
  void aDeviceThatIsCreatedAnewAfterItWasWrittenIsGoneAndNeverWrittenAgain() {
    RolloutStory story = story(SPEC);
    story.runUntil(LONG, result -> story.watch.written() == 4);
    String written =
        story.devices().devices().stream()
            .map(device -> device.deviceId())
            .filter(id -> story.watch.writtenAt(id).isAfter(RolloutStory.START.plusSeconds(20)))
            .filter(id -> !story.watch.writtenAt(id).equals(Instant.MAX))
            .findFirst()
            .orElseThrow();
    createAnew(story, written);
    story.runUntil(LONG, Stage.SUCCEEDED);

    assertThat(story.status().counts().gone()).isEqualTo(1);
    assertThat(story.status().counts().converged()).isEqualTo(11);
    assertThat(story.watch.intervals()).isEqualTo("none on 1, 10 on 11");
  }

  @Test
  void aDeviceThatIsAddedMeanwhileIsNoMember() {
    RolloutStory story = story(SPEC);
    story.runUntil(LONG, result -> story.watch.written() == 4);
    story.hub.identities().create(ClientId.device("late"), JsonNodeFactory.instance.objectNode());
    tag(story, "late", "{\"environment\": \"production\"}");
    story.runUntil(LONG, Stage.SUCCEEDED);

    assertThat(story.status().counts().total()).isEqualTo(12);
    assertThat(story.watch.intervals()).isEqualTo("none on 1, 10 on 12");
  }

  @Test
  void whenTheIoTHubLeadsElsewhereNothingIsWrittenAndNothingLost() {
    RolloutStory story = story(SPEC);
    long versions = story.watch.versions();
    story.runUntil(LONG, result -> story.watch.written() == 4);
    EmulatedHub other =
        new EmulatedHub(
            "other.azure-devices.net", HubSettings.defaults(), story.clock, story.agenda);
    other.identities().create(ClientId.device(DEVICE), JsonNodeFactory.instance.objectNode());
    other
        .twins()
        .patch(
            ClientId.device(DEVICE),
            Serialization.unmarshal(
                "{\"tags\": {\"environment\": \"production\"}}", ObjectNode.class),
            IfMatch.parse(null));
    String before = other.twins().get(ClientId.device(DEVICE)).path("etag").asText();

    story.leadTo("other.azure-devices.net", other);
    Result away = story.onePass();
    assertThat(away.standing().message())
        .contains("plant.azure-devices.net", "other.azure-devices.net", "lead the IoTHub back");
    story.advanceTo(away.wakeAt());
    story.onePass();
    assertThat(other.twins().get(ClientId.device(DEVICE)).path("etag").asText()).isEqualTo(before);
    assertThat(story.watch.written()).isEqualTo(4);

    story.leadTo("plant.azure-devices.net", story.hub);
    story.runUntil(LONG, Stage.SUCCEEDED);
    assertThat(story.status().counts().converged()).isEqualTo(12);
    assertThat(story.watch.versions()).as("each written once").isEqualTo(versions + 12);
  }

  @Test
  void whatAnApiServerWithoutRulesLetsThroughInMidFlightIsNotCarriedOut() {
    RolloutStory story = story(SPEC);
    story.runUntil(LONG, result -> story.watch.written() == 4);
    story.edit("telemetryInterval: 10", "telemetryInterval: 11");
    Result edited = story.onePass();
    assertThat(edited.standing().message()).contains("patch", "put them back");
    assertThat(edited.standing().message()).doesNotContain("IoTHub");

    story.edit("telemetryInterval: 11", "telemetryInterval: 10");
    story.edit("size: 25%", "size: 50%");
    story.runUntil(LONG, Stage.SUCCEEDED);
    assertThat(story.status().plan().waves().get(1).devices()).as("as planned").isEqualTo(3);
    assertThat(story.watch.intervals()).isEqualTo("10 on 12");
  }

  @Test
  void paceMayBeChangedInMidFlight() {
    RolloutStory story = story(SPEC.replace("progressDeadline: 5m", "maxConcurrency: 1"));
    story.runUntil(LONG, result -> story.watch.written() == 3);
    story.edit("maxConcurrency: 1", "maxConcurrency: 100");
    story.runUntil(LONG, Stage.SUCCEEDED);

    assertThat(story.watch.mostUnderWay()).isGreaterThan(2);
    assertThat(story.status().counts().converged()).isEqualTo(12);
  }

  @Test
  void aSchemaStopsWhatHasNotBegunAndNothingElse() {
    Restraint missing =
        new Restraint(Hindrance.QUEUED, "SchemaNotFound", "there is no ConfigMap sensors");
    Restraint violated =
        new Restraint(Hindrance.INVALID, "InvalidSpec", "/spec/patch/desired: too small");
    RolloutStory story = story(SPEC);
    story.schemaSays(missing);
    assertThat(story.onePass().standing().stage()).isEqualTo(Stage.WAITING);
    story.schemaSays(violated);
    assertThat(story.onePass().standing().stage()).isEqualTo(Stage.UNPLANNABLE);
    assertThat(story.last().ledger()).as("nothing is planned").isEmpty();

    story.schemaSays(null);
    story.runUntil(LONG, result -> result.ledger().isPresent());
    story.schemaSays(violated);
    assertThat(story.onePass().standing().stage()).isEqualTo(Stage.PAUSED_AS_INVALID);
    assertThat(story.watch.written()).isZero();

    story.schemaSays(null);
    story.runUntil(LONG, result -> story.watch.written() == 4);
    story.schemaSays(violated);
    story.runUntil(LONG, Stage.SUCCEEDED);
    assertThat(story.status().counts().converged()).isEqualTo(12);
  }

  @Test
  void theBakeBeginsWhenTheLastDeviceIsWritten() {
    RolloutStory story =
        story(
            SPEC.replace("  progressDeadline: 5m", "  rate: {basePerMinute: 2}")
                + "rollback: {bakeTime: 10m}\n");
    for (int n = 1; n <= 5; n++) {
      story.devices().device("sensor-temp-00" + n).disconnect();
    }
    story.runUntil(LONG, Stage.SUCCEEDED_WITH_STRAGGLERS);

    Soak bake = story.last().ledger().orElseThrow().progress().course().bake().orElseThrow();
    Instant lastWrite =
        story.devices().devices().stream()
            .map(device -> story.watch.writtenAt(device.deviceId()))
            .max(Instant::compareTo)
            .orElseThrow();
    assertThat(story.watch.written()).isEqualTo(12);
    assertThat(bake.since()).isAfterOrEqualTo(lastWrite);
    assertThat(Duration.between(lastWrite, story.clock.instant()))
        .isGreaterThanOrEqualTo(Duration.ofMinutes(10));
  }
}
