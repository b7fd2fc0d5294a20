package io.twinoperator.deviceconfig;

import static io.twinoperator.deviceconfig.Observations.ELDER;
import static io.twinoperator.deviceconfig.Observations.SELF;
import static io.twinoperator.deviceconfig.Observations.claim;
import static io.twinoperator.deviceconfig.Observations.seen;
import static io.twinoperator.deviceconfig.Observations.spec;
import static io.twinoperator.deviceconfig.Observations.twin;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.twinoperator.api.v1alpha1.DeviceConfigSpec;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.deviceconfig.DeviceObservation.Sight;
import io.twinoperator.hub.HubException;
import io.twinoperator.iothub.HubFailure;
import io.twinoperator.twin.Twin;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceReportTest {

  private static final DevicePlanner PLANNER = new DevicePlanner(Pace.STANDARD);

  /** What a connected or disconnected device reports, and what the conditions make of it. */
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "Connected    | {a: 1}                                        | True  | Converged | True",
        "Disconnected | {a: 1}                                        | True  | Converged | True",
        "Connected    | {}                                            | False | Pending   | False",
        "Connected    | {a: 2}                                        | False | Pending   | False",
        "Disconnected | {}                                            | True  | Offline   | False",
        "Connected    | {a: {value: 1, ac: 202, av: 7}}               | False | Applying  | False",
        "Connected    | {a: {value: 1, ac: 200, av: 7}}               | True  | Converged | True",
        "Connected    | {a: {value: 1, ac: 200, av: 6}}               | False | Pending   | False",
        "Connected    | {a: {value: 2, ac: 200, av: 7}}               | False | Rejected  | False",
        "Connected    | {a: {value: 2, ac: 400, av: 7, ad: no}}       | False | Rejected  | False",
        "Disconnected | {a: {value: 2, ac: 400, av: 7, ad: no}}       | False | Rejected  | False",
      })
  void readyFollowsTheLeafThatIsFurthestFromDone(
      String connection, String reported, String ready, String reason, String converged) {
    var status =
        report(spec("{}", "{a: 1}"), null, seen(twin(connection, "{}", "{a: 1}", reported)));

    assertThat(condition(status, "Ready").getStatus()).isEqualTo(ready);
    assertThat(condition(status, "Ready").getReason()).isEqualTo(reason);
    assertThat(condition(status, "Converged").getStatus()).isEqualTo(converged);
    assertThat(condition(status, "Synced").getStatus()).isEqualTo("True");
    assertThat(DeviceReport.isSettled(status)).isEqualTo(converged.equals("True"));
    assertThat(DeviceReport.owed(status)).isEqualTo(owed(connection, converged));
  }

  private static Pace.Owed owed(String connection, String converged) {
    if (converged.equals("True")) {
      return Pace.Owed.NOTHING;
    }
    return connection.equals("Connected") ? Pace.Owed.ANSWER : Pace.Owed.RETURN;
  }

  @Test
  void aRejectionStandsInTheMessageWithBothValuesAndTheDevicesWords() {
    var status =
        report(
            spec("{}", "{a: 1}"),
            null,
            seen(twin("{}", "{a: 1}", "{a: {value: 2, ac: 400, av: 7, ad: too small}}")));

    assertThat(condition(status, "Ready").getMessage())
        .isEqualTo(
            "the device has confirmed 0 of 1 leaves; desired.a should be 1,"
                + " the device reports 2, and the device answered 400: too small");
  }

  @Test
  void aConflictIsNeitherSyncedNorConvergedNorReady() {
    var status =
        report(
            spec("{}", "{a: 1, b: 1}"),
            null,
            seen(
                twin("{}", "{b: 1}", "{b: 1}"),
                claim(ELDER, "desired.a"),
                claim(SELF, "desired.a"),
                claim(SELF, "desired.b")));

    assertThat(condition(status, "Ready").getReason()).isEqualTo("Conflict");
    assertThat(condition(status, "Ready").getMessage()).contains("desired.a", "plant/elder");
    assertThat(condition(status, "Synced").getStatus()).isEqualTo("False");
    assertThat(condition(status, "Converged").getStatus()).isEqualTo("False");
    assertThat(condition(status, "Stalled").getStatus()).isEqualTo("True");
  }

  @Test
  void driftStandsWhileItCannotBeCorrected() {
    var observation =
        Observations.of(
            spec("{}", "{a: 1}"),
            DevicePlannerTest.managing("desired.a", "1", 5),
            new Failing(2, Duration.ofSeconds(6)),
            seen(twin("{}", "{a: 9}", "{}")));
    var status =
        DeviceReport.of(
                observation,
                PLANNER.plan(observation),
                new DeviceOutcome.Failed(HubFailure.of(new HubException.Unavailable("away"))))
            .orElseThrow();

    assertThat(condition(status, "Drifted").getStatus()).isEqualTo("True");
    assertThat(condition(status, "Drifted").getMessage())
        .isEqualTo("desired.a is 9 in the twin, not 1 as last applied");
    assertThat(condition(status, "Ready").getReason()).isEqualTo("Unavailable");
    assertThat(status.managed()).hasSize(1);
  }

  @Test
  void aFailureThatIsBorneLeavesNoTrace() {
    var observation =
        Observations.of(
            spec("{}", "{a: 2}"),
            DevicePlannerTest.managing("desired.a", "1", 5),
            Failing.NOT,
            seen(twin("{}", "{a: 1}", "{}")));

    assertThat(
            DeviceReport.of(
                observation,
                PLANNER.plan(observation),
                new DeviceOutcome.Failed(HubFailure.of(new HubException.Unavailable("away")))))
        .isEmpty();
  }

  @Test
  void correctedDriftStaysReadableInTheNextReports() {
    Twin drifted = twin("{}", "{a: 9}", "{}");
    Twin corrected = twin("{}", "{a: 1}", "{a: 1}");
    var observation =
        Observations.of(
            spec("{}", "{a: 1}"), DevicePlannerTest.managing("desired.a", "1", 5), seen(drifted));
    var first =
        DeviceReport.of(
                observation, PLANNER.plan(observation), new DeviceOutcome.Patched(corrected))
            .orElseThrow();
    var second = report(spec("{}", "{a: 1}"), first, seen(corrected));

    assertThat(condition(first, "Drifted").getStatus()).isEqualTo("False");
    assertThat(condition(first, "Drifted").getReason()).isEqualTo("Corrected");
    assertThat(condition(first, "Drifted").getMessage())
        .isEqualTo("desired.a had become 9 and was set back to 1");
    assertThat(condition(second, "Drifted")).isEqualTo(condition(first, "Drifted"));
  }

  @Test
  void aRefusalKeepsWhatIsManaged() {
    var status =
        report(
            spec("{}", "{a: null}"),
            DevicePlannerTest.managing("desired.a", "1", 5),
            new DeviceObservation.NotLooked());

    assertThat(condition(status, "Ready").getReason()).isEqualTo("InvalidSpec");
    assertThat(condition(status, "Stalled").getStatus()).isEqualTo("True");
    assertThat(status.managed()).hasSize(1);
  }

  @Test
  void valuesStandInMessagesAsPeopleWriteThem() {
    var status =
        report(
            spec("{}", "{a: 20}"), null, seen(twin("{}", "{a: 20}", "{a: {ort: Büro, t: 100}}")));

    assertThat(condition(status, "Ready").getMessage())
        .endsWith("desired.a should be 20, the device reports {\"ort\":\"Büro\",\"t\":100}");
  }

  @Test
  void aLongValueIsCutBetweenCharacters() {
    String smileys = "\"" + "\uD83D\uDE00".repeat(80) + "\"";
    String wanted = "{a: %s, bb: %s}".formatted(smileys, smileys.replaceFirst("\"", "\"x"));
    var status = report(spec("{}", wanted), null, seen(twin("{}", wanted, "{}")));

    status
        .convergence()
        .forEach(
            leaf ->
                assertThat(LeafReport.sentence(leaf))
                    .contains("…")
                    .satisfies(text -> assertThat(UTF_8.newEncoder().canEncode(text)).isTrue()));
  }

  @Test
  void whatIsSuspendedDoesNotPassForSyncedOrConverged() {
    Twin twin = twin("{}", "{a: 1}", "{a: 1}");
    var before = report(spec("{}", "{a: 1}"), null, seen(twin));
    var status =
        report(
            Observations.suspended(spec("{}", "{a: 2}")),
            before,
            new DeviceObservation.NotLooked());

    assertThat(condition(status, "Ready").getReason()).isEqualTo("Suspended");
    assertThat(condition(status, "Synced").getStatus()).isEqualTo("Unknown");
    assertThat(condition(status, "Converged").getStatus()).isEqualTo("Unknown");
  }

  private static DeviceConfigStatus report(
      DeviceConfigSpec spec, @Nullable DeviceConfigStatus previous, Sight sight) {
    var observation = Observations.of(spec, previous, sight);
    Optional<DeviceConfigStatus> status =
        DeviceReport.of(observation, PLANNER.plan(observation), new DeviceOutcome.Unwritten());
    return status.orElseThrow();
  }

  private static Condition condition(DeviceConfigStatus status, String type) {
    return status.conditions().stream()
        .filter(condition -> type.equals(condition.getType()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no condition " + type));
  }
}
