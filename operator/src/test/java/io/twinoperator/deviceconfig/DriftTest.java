package io.twinoperator.deviceconfig;

import static io.twinoperator.deviceconfig.Observations.NOW;
import static io.twinoperator.deviceconfig.Observations.json;
import static io.twinoperator.deviceconfig.Observations.spec;
import static io.twinoperator.deviceconfig.Observations.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.twinoperator.api.v1alpha1.DeviceConfigSpec;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafDrift;
import io.twinoperator.hub.HubConfiguration;
import io.twinoperator.hub.HubException;
import io.twinoperator.iothub.HubFailure;
import io.twinoperator.twin.Twin;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Drift from pass to pass: told, corrected, counted, given up and taken up again. */
class DriftTest {

  private static final DevicePlanner PLANNER = new DevicePlanner(Pace.STANDARD);

  /** One device, pass after pass, with the status of each given to the next. */
  private static final class Story {
    private DeviceConfigSpec spec = spec("{}", "{a: 1}");
    private DeviceConfigStatus status = DevicePlannerTest.managing("desired.a", "1", 5);
    private Instant now = NOW;
    private long generation = 1;
    private int version = 5;
    private List<HubConfiguration> configurations = List.of();
    private Twin twin = twin("1", null);

    Story asking(String drift) {
      spec = with(spec, "{drift: %s}".formatted(drift));
      return this;
    }

    /** Somebody writes a value. */
    Story written(String json) {
      version++;
      twin = twin(json, null);
      return this;
    }

    Story writtenByConfiguration(String json, String configuration) {
      version++;
      twin = twin(json, configuration);
      return this;
    }

    /** A configuration of the hub is applied to the twin. */
    Story managedBy(String id, String deviceContent) {
      configurations = List.of(ConfiguredLeavesTest.configuration(id, deviceContent));
      return this;
    }

    Story after(Duration time) {
      now = now.plus(time);
      return this;
    }

    Story specChanges() {
      generation++;
      return this;
    }

    DevicePlan plan() {
      return PLANNER.plan(observation());
    }

    /** A pass whose write succeeds. */
    Story pass() {
      DeviceObservation before = observation();
      DevicePlan plan = PLANNER.plan(before);
      record(before, plan);
      boolean writes = plan instanceof DevicePlan.Patch;
      if (writes) {
        version++;
        twin = twin("1", null);
      }
      report(
          before, plan, writes ? new DeviceOutcome.Patched(twin) : new DeviceOutcome.Unwritten());
      return this;
    }

    /** A pass whose write gets no answer, whether it took effect or not. */
    Story passWithoutAnswer(boolean effective) {
      DeviceObservation before = observation();
      DevicePlan plan = PLANNER.plan(before);
      record(before, plan);
      if (effective) {
        version++;
        twin = twin("1", null);
      }
      report(
          before,
          plan,
          new DeviceOutcome.Failed(HubFailure.of(new HubException.Unavailable("reset"))));
      return this;
    }

    private void record(DeviceObservation before, DevicePlan plan) {
      DeviceIntentRecord.of(before, plan).ifPresent(record -> status = record);
    }

    private void report(DeviceObservation before, DevicePlan plan, DeviceOutcome outcome) {
      DeviceReport.of(before.withPrevious(Optional.of(status)), plan, outcome)
          .ifPresent(next -> status = next);
    }

    private DeviceObservation observation() {
      return Observations.at(
          now, generation, spec, status, Observations.seen(twin, configurations));
    }

    private Twin twin(String json, @Nullable String configuration) {
      String by = configuration == null ? "" : ", \"$lastUpdatedBy\": " + configuration;
      return Twin.parse(
          json(
              """
              {"deviceId": d, "etag": "e%d", "connectionState": Connected,
               "configurations": {floor3: {status: Applied}}, "properties": {
                "desired": {"a": %s, "$version": %d, "$metadata": {"$lastUpdatedVersion": %d,
                  "a": {"$lastUpdated": "2026-03-01T11:00:00.%03dZ", "$lastUpdatedVersion": %d%s}}},
                "reported": {"a": 1, "$version": 1}}}
              """
                  .formatted(version, json, version, version, version, version, by)));
    }

    LeafDrift entry() {
      assertThat(status.drift()).hasSize(1);
      return status.drift().get(0);
    }

    String ready() {
      return text("Ready");
    }

    String drifted() {
      return text("Drifted");
    }

    private String text(String type) {
      Condition condition = condition(status, type);
      return condition.getStatus() + "/" + condition.getReason();
    }
  }

  @Test
  void driftIsSetBackAndRemembered() {
    Story story = new Story().written("9").pass();

    assertThat(story.drifted()).isEqualTo("False/Corrected");
    assertThat(story.ready()).isEqualTo("True/Converged");
    assertThat(story.entry().corrections()).isEqualTo(1);
    assertThat(story.entry().firstSeenAt()).isEqualTo(NOW.toString());
    assertThat(story.entry().correctedAt()).isEqualTo(NOW.toString());
    assertThat(story.entry().changedAt()).isEqualTo("2026-03-01T11:00:00.006Z");
    assertThat(story.entry().observed()).isEqualTo(json("9"));
    assertThat(story.entry().expected()).isEqualTo(json("1"));
    assertThat(story.entry().suspectedWriter()).isNull();
    assertThat(story.after(Duration.ofHours(5)).pass().drifted()).isEqualTo("False/Corrected");
  }

  @Test
  void theHubsOwnConfigurationThatWroteTheLeafIsSuspected() {
    Story story = new Story().writtenByConfiguration("9", "floor3").pass();

    assertThat(story.entry().suspectedWriter()).isEqualTo("configuration floor3 of the hub");
  }

  @Test
  void aConfigurationThatSetsWhatTheTwinHasIsSuspectedWhereTheTwinNamesNobody() {
    Story story =
        new Story().managedBy("floor3", "{'properties.desired.a': 9}").written("9").pass();
    assertThat(story.entry().suspectedWriter()).isEqualTo("configuration floor3 of the hub");
    assertThat(story.drifted()).isEqualTo("False/Corrected");

    Story other =
        new Story().managedBy("floor3", "{'properties.desired.a': 8}").written("9").pass();
    assertThat(other.entry().suspectedWriter()).as("it would have written 8").isNull();
    assertThat(other.status.conflicts()).as("the leaf is ours").isNull();
  }

  @Test
  void whereItIsOnlyToBeReportedItIsNotWritten() {
    Story story = new Story().asking("{policy: Report}").written("9");

    assertThat(story.plan()).isInstanceOf(DevicePlan.Nothing.class);
    story.pass().after(Duration.ofHours(2)).pass();
    assertThat(story.ready()).isEqualTo("False/Drifted");
    assertThat(story.drifted()).isEqualTo("True/TwinChanged");
    assertThat(condition(story.status, "Synced").getStatus()).isEqualTo("False");
    assertThat(condition(story.status, "Stalled").getStatus()).isEqualTo("True");
    assertThat(story.entry().firstSeenAt()).isEqualTo(NOW.toString());
    assertThat(story.status.managed()).hasSize(1);

    story.written("1").pass();
    assertThat(story.drifted()).isEqualTo("False/NoDrift");
    assertThat(story.ready()).isEqualTo("True/Converged");
    assertThat(story.status.drift()).isNull();
  }

  @Test
  void driftThatIsOnlyReportedIsCorrectedWhenTheSpecAsksForIt() {
    Story story = new Story().asking("{policy: Report}").written("9").pass();

    story.asking("{policy: Correct}").specChanges().after(Duration.ofMinutes(1)).pass();
    assertThat(story.drifted()).isEqualTo("False/Corrected");
    assertThat(story.entry().firstSeenAt()).isEqualTo(NOW.toString());
  }

  @Test
  void afterAsManyCorrectionsAsAllowedItIsLeftUntilTheHourHasPassed() {
    Story story = new Story().asking("{maxCorrectionsPerHour: 2}");
    story.written("9").pass().after(Duration.ofMinutes(5)).written("9").pass();
    assertThat(story.entry().corrections()).isEqualTo(2);

    story.after(Duration.ofMinutes(5)).written("9");
    assertThat(story.plan()).isInstanceOf(DevicePlan.Nothing.class);
    assertThat(DevicePlanner.resumesAt(story.plan())).contains(NOW.plus(Duration.ofHours(1)));
    story.pass();
    assertThat(story.ready()).isEqualTo("False/CorrectionsExhausted");
    assertThat(story.drifted()).isEqualTo("True/CorrectionsExhausted");
    assertThat(condition(story.status, "Stalled").getStatus()).isEqualTo("True");
    assertThat(condition(story.status, "Ready").getMessage())
        .contains("desired.a is 9 in the twin, not 1", "until 2026-03-01T13:00:00Z");

    story.after(Duration.ofMinutes(49).plusSeconds(59));
    assertThat(story.plan()).isInstanceOf(DevicePlan.Nothing.class);
    story.after(Duration.ofSeconds(1)).pass();
    assertThat(story.ready()).isEqualTo("True/Converged");
    assertThat(story.entry().corrections()).isEqualTo(1);
  }

  @Test
  void aChangedSpecBeginsTheCountAnew() {
    Story story = new Story().asking("{maxCorrectionsPerHour: 1}").written("9").pass();
    story.written("9").pass();
    assertThat(story.ready()).isEqualTo("False/CorrectionsExhausted");

    story.specChanges().pass();
    assertThat(story.ready()).isEqualTo("True/Converged");
    assertThat(story.entry().corrections()).isEqualTo(1);
  }

  @Test
  void eachLeafHasItsOwnCount() {
    Story story = new Story().asking("{maxCorrectionsPerHour: 1}").written("9").pass();
    LeafDrift other = story.entry();
    story.status =
        story.status.toBuilder()
            .drift(
                List.of(
                    new LeafDrift(
                        "desired.b",
                        other.expected(),
                        other.observed(),
                        other.firstSeenAt(),
                        null,
                        null,
                        60,
                        other.countedSince(),
                        other.correctedAt())))
            .build();

    assertThat(story.written("8").plan()).isInstanceOf(DevicePlan.Patch.class);
  }

  @Test
  void aCorrectionWhoseAnswerWasLostIsToldAsACorrection() {
    Story story = new Story().written("9").passWithoutAnswer(true);
    assertThat(story.drifted()).isEqualTo("True/TwinChanged");

    story.pass();
    assertThat(story.drifted()).isEqualTo("False/Corrected");
    assertThat(condition(story.status, "Drifted").getMessage())
        .isEqualTo("desired.a had become 9 and was set back to 1");
    assertThat(story.entry().corrections()).isEqualTo(1);
  }

  @Test
  void attemptsThatTookNoEffectCountOnce() {
    Story story = new Story().asking("{maxCorrectionsPerHour: 1}").written("9");
    story.passWithoutAnswer(false).passWithoutAnswer(false).passWithoutAnswer(false);
    assertThat(story.entry().corrections()).isEqualTo(1);

    assertThat(story.pass().ready()).isEqualTo("True/Converged");
    assertThat(story.entry().corrections()).isEqualTo(1);
  }

  @Test
  void aLeafOfOursThatBecameAnObjectHasDriftedAndIsNoForeignConflict() {
    Story story = new Story().written("{\"b\": 2}").pass();

    assertThat(story.status.conflicts()).isNull();
    assertThat(story.drifted()).isEqualTo("False/Corrected");
    assertThat(story.entry().observed()).isEqualTo(json("{b: 2}"));
  }

  static Condition condition(DeviceConfigStatus status, String type) {
    return status.conditions().stream()
        .filter(condition -> type.equals(condition.getType()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no condition " + type));
  }
}
