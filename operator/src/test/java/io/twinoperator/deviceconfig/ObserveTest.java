package io.twinoperator.deviceconfig;

import static io.twinoperator.deviceconfig.Observations.ELDER;
import static io.twinoperator.deviceconfig.Observations.claim;
import static io.twinoperator.deviceconfig.Observations.seen;
import static io.twinoperator.deviceconfig.Observations.spec;
import static io.twinoperator.deviceconfig.Observations.twin;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafDifference;
import io.twinoperator.deviceconfig.DeviceObservation.Seen;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code mode: Observe} plans and says. */
class ObserveTest {

  private static final DevicePlanner PLANNER = new DevicePlanner(Pace.STANDARD);

  @ParameterizedTest(name = "{0} against {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{a: 1}      | {a: 1}          | True  |",
        "{a: 1}      | {a: 2, b: 1}    | False | desired.a 1/2",
        "{a: 1}      | {}              | False | desired.a 1/null",
        "{a: 1, b: 2}| {a: 1, b: 3}    | False | desired.b 2/3",
        "{a: 1}      | {a: {b: 1}}     | False | desired.a 1/{\"b\":1}",
        "{a: {b: 1}} | {a: 7}          | False | desired.a.b 1/null",
      })
  void theDifferenceIsShownAndReadySaysThatItIsAskedFor(
      String desired, String stored, String synced, @Nullable String differences) {
    DeviceConfigStatus status = report(desired, null, seen(twin("{}", stored, "{}")));

    assertThat(condition(status, "Ready").getStatus()).isEqualTo("True");
    assertThat(condition(status, "Ready").getReason()).isEqualTo("Observed");
    assertThat(condition(status, "Synced").getStatus()).isEqualTo(synced);
    assertThat(
            status.differences() == null
                ? null
                : status.differences().stream()
                    .map(ObserveTest::text)
                    .collect(Collectors.joining(",")))
        .isEqualTo(differences);
    assertThat(DeviceReport.isSettled(status)).isTrue();
  }

  @Test
  void theMessageNamesTheLeafAndBothValues() {
    DeviceConfigStatus status = report("{a: 1, b: 2}", null, seen(twin("{}", "{a: 9}", "{}")));

    assertThat(condition(status, "Ready").getMessage())
        .isEqualTo(
            "spec.mode is Observe: the twin is compared and not written; 2 leaves differ:"
                + " desired.a should be 1, the twin has 9 (and 1 more differ)");
    assertThat(condition(status, "Converged").getStatus()).isEqualTo("False");
  }

  @Test
  void whatWasManagedIsLetGoOfAndIsNoDifference() {
    DeviceConfigStatus status =
        report(
            "{a: 1}",
            DevicePlannerTest.managing("desired.gone", "1", 5),
            seen(twin("{}", "{a: 1, gone: 1}", "{a: 1}")));

    assertThat(status.managed()).isEmpty();
    assertThat(status.differences()).isNull();
    assertThat(condition(status, "Synced").getStatus()).isEqualTo("True");
    assertThat(condition(status, "Converged").getStatus()).isEqualTo("True");
  }

  @Test
  void aLeafOfSomebodyElseIsComparedLikeAnyOther() {
    DeviceConfigStatus status =
        report("{a: 1}", null, seen(twin("{}", "{a: 2}", "{}"), claim(ELDER, "desired.a")));

    assertThat(status.conflicts()).isNull();
    assertThat(status.differences()).extracting(ObserveTest::text).containsExactly("desired.a 1/2");
  }

  @Test
  void manyAndLongDifferencesStayWithinTheirBounds() {
    String desired =
        IntStream.range(0, 40)
            .mapToObj(i -> "k%02d: \"%s\"".formatted(i, "x".repeat(500)))
            .collect(Collectors.joining(", ", "{", "}"));
    DeviceConfigStatus status = report(desired, null, seen(twin("{}", "{}", "{}")));

    assertThat(status.differences()).hasSize(Differences.MAX_SHOWN);
    assertThat(status.differences())
        .allSatisfy(
            difference ->
                assertThat(String.valueOf(difference.expected()))
                    .hasSizeLessThanOrEqualTo(ShownValue.MAX_CHARS + 6));
    assertThat(condition(status, "Ready").getMessage()).contains("40 leaves differ");
  }

  @Test
  void enforcingAgainBeginsWithFirstSight() {
    DeviceConfigStatus observed =
        report(
            "{a: 1}",
            DevicePlannerTest.managing("desired.a", "1", 5),
            seen(twin("{}", "{a: 2}", "{}")));
    DevicePlan plan =
        PLANNER.plan(
            Observations.of(spec("{}", "{a: 1}"), observed, seen(twin("{}", "{a: 2}", "{}"))));

    assertThat(plan).isInstanceOf(DevicePlan.Patch.class);
    assertThat(((DevicePlan.Patch) plan).evaluation().drifts()).isEqualTo(Drifts.NONE);
  }

  private static DeviceConfigStatus report(
      String desired, @Nullable DeviceConfigStatus previous, Seen sight) {
    var observation =
        Observations.of(Observations.with(spec("{}", desired), "{mode: Observe}"), previous, sight);
    return DeviceReport.of(observation, PLANNER.plan(observation), new DeviceOutcome.Unwritten())
        .orElseThrow();
  }

  private static String text(LeafDifference difference) {
    return "%s %s/%s"
        .formatted(difference.path(), difference.expected(), difference.observed())
        .replace("\\", "");
  }

  private static Condition condition(DeviceConfigStatus status, String type) {
    return status.conditions().stream()
        .filter(condition -> type.equals(condition.getType()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no condition " + type));
  }
}
