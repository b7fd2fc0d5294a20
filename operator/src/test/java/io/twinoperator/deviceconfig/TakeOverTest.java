package io.twinoperator.deviceconfig;

import static io.twinoperator.deviceconfig.Observations.seen;
import static io.twinoperator.deviceconfig.Observations.spec;
import static io.twinoperator.deviceconfig.Observations.twin;
import static io.twinoperator.deviceconfig.Observations.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code takeOver} keeps from being written at first sight. */
class TakeOverTest {

  private static final DevicePlanner PLANNER = new DevicePlanner(Pace.STANDARD);

  @ParameterizedTest(name = "{0}, twin {1}, managed {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "Always  | {a: 9}       |   | 1",
        "IfEqual | {a: 9}       |   | nothing",
        "IfEqual | {a: 1}       |   | nothing",
        "IfEqual | {a: 1.0}     |   | nothing",
        "IfEqual | {}           |   | 1",
        "IfEqual | {a: 9}       | 1 | 1",
        "IfEqual | {a: 9}       | 5 | 1",
      })
  void aForeignValueIsTakenOverOnlyIfThatIsAskedFor(
      String policy, String stored, @Nullable String managed, String written) {
    DevicePlan plan = plan(policy, stored, managed);

    String patched =
        plan instanceof DevicePlan.Patch patch
            ? patch.patch().asJson().at("/properties/desired/a").toString()
            : "nothing";
    assertThat(patched).isEqualTo(written);
  }

  @Test
  void theRefusalNamesTheLeafAndBothValues() {
    var observation = observation("IfEqual", "{a: 9}", null);
    DeviceConfigStatus status =
        DeviceReport.of(observation, PLANNER.plan(observation), new DeviceOutcome.Unwritten())
            .orElseThrow();

    assertThat(DriftTest.condition(status, "Ready").getReason()).isEqualTo("TakeOverRefused");
    assertThat(DriftTest.condition(status, "Ready").getMessage())
        .isEqualTo(
            "desired.a is left alone: the twin has 9, the spec asks for 1, and spec.takeOver is"
                + " IfEqual; make both equal, or set takeOver to Always");
    assertThat(DriftTest.condition(status, "Stalled").getStatus()).isEqualTo("True");
    assertThat(DriftTest.condition(status, "Synced").getStatus()).isEqualTo("False");
    assertThat(status.managed()).isEmpty();
    assertThat(status.conflicts()).hasSize(1);
  }

  private static DevicePlan plan(String policy, String stored, @Nullable String managed) {
    return PLANNER.plan(observation(policy, stored, managed));
  }

  private static DeviceObservation observation(
      String policy, String stored, @Nullable String managed) {
    return Observations.of(
        with(spec("{}", "{a: 1}"), "{takeOver: %s}".formatted(policy)),
        managed == null ? null : DevicePlannerTest.managing("desired.a", managed, 5),
        seen(twin("{}", stored, "{}")));
  }
}
