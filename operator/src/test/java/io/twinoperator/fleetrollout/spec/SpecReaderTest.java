package io.twinoperator.fleetrollout.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec;
import io.twinoperator.time.GoDuration;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecReaderTest {
  private static SpecReading read(String query, String patch, String more) {
    FleetRollout rollout = new FleetRollout();
    rollout.setMetadata(new ObjectMetaBuilder().withNamespace("ns").withName("r").build());
    rollout.setSpec(
        Serialization.unmarshal(
            "hubRef: {name: plant}\nselector: {query: \"%s\"}\npatch: %s\n%s"
                .formatted(query, patch, more),
            FleetRolloutSpec.class));
    return SpecReader.read(rollout);
  }

  private static RolloutSpec valid(String patch, String more) {
    return read("tags.a = 1", patch, more)
        .fold(
            SpecReading.Valid::spec,
            invalid -> {
              throw new AssertionError(invalid.message());
            });
  }

  private static List<String> problems(String patch, String more) {
    return read("tags.a = 1", patch, more).fold(valid -> List.of(), SpecReading.Invalid::problems);
  }

  @Test
  void fillsInDefaults() {
    RolloutSpec spec = valid("{desired: {a: 1}}", "");

    assertThat(spec.waves()).extracting(WaveSpec::name).containsExactly("canary", "early", "rest");
    assertThat(spec.state()).isEqualTo(FleetRolloutSpec.State.Run);
    assertThat(spec.salt()).isEqualTo("ns/r");
    assertThat(spec.progressDeadline()).isEqualTo(Duration.ofMinutes(30));
    assertThat(spec.maxFailures()).hasToString("2%");
    assertThat(spec.minDevices()).isEqualTo(20);
    assertThat(spec.maxDevicesPerJob()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{desired: {}}                                | changes nothing",
        "{desired: {a: null}}                         | desired.a",
        "{desired: {'a b': 1}}                        | a b",
        "{desired: {a: 'x;y'}}                        | ';'",
        "{desired: {a: 4503599627370497}}             | desired.a",
        "{desired: {a: {b: 1}}, remove: [desired.a]}  | is also set",
        "{desired: {a: 1}, remove: [desired.a]}       | is also set",
        "{desired: {a: 1}, remove: [desired.a.b]}     | is also set",
        "{remove: [reported.a]}                       | spec.patch.remove",
        "{remove: ['desired.a(b)']}                   | '('",
      })
  void refusesPatches(String patch, String names) {
    assertThat(problems(patch, "")).isNotEmpty().anySatisfy(p -> assertThat(p).contains(names));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "strategy: {progressDeadline: soon}                             | 'soon'",
        "strategy: {progressDeadline: 99999999999h}                     | longer than",
        "strategy: {waves: [{name: rest, size: 1}]}                     | reserved",
        "strategy: {waves: [{name: a, size: 1}, {name: a, size: 1}]}    | used twice",
        "strategy: {waves: [{name: a, size: 101%}]}                     | more than 100%",
        "strategy: {waves: [{name: a, size: 0}]}                        | less than 1",
        "strategy: {waves: [{name: a, size: 1, minSuccessTime: 1 day}]} | waves[a].minSuccessTime",
        "failurePolicy: {maxFailures: many}                             | 'many'",
      })
  void refusesStrategies(String more, String names) {
    assertThat(problems("{desired: {a: 1}}", more))
        .singleElement()
        .satisfies(problem -> assertThat(problem).contains(names));
  }

  @Test
  void namesAllProblemsAtOnce() {
    assertThat(
            problems(
                "{desired: {a: null}}",
                "strategy: {progressDeadline: x, waves: [{name: rest, size: 1}]}"))
        .hasSize(3);
    assertThat(read(" ", "{desired: {a: 1}}", "").fold(v -> "", SpecReading.Invalid::message))
        .contains("spec.selector.query is blank");
  }

  @ParameterizedTest
  @CsvSource({"0s,0", "1500ms,1500", "1h30m,5400000", "0.5s,500", "168h,604800000"})
  void readsDurations(String text, long millis) {
    assertThat(GoDuration.parse(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "-5s", "5 m", "1d", "s", "9999999999999999999h"})
  void refusesWhatIsNoDuration(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> GoDuration.parse(text));
  }

  @ParameterizedTest
  @CsvSource({"10%,5,1", "10%,11,2", "100%,7,7", "1%,0,0", "3,2,2", "3,9,3"})
  void sizesRoundUp(String amount, int devices, int taken) {
    assertThat(Amount.parse(amountOf(amount), 1).sizeOf(devices)).isEqualTo(taken);
  }

  @ParameterizedTest
  @CsvSource({"2%,1,50,false", "2%,2,50,true", "0,1,1,true", "0,0,9,false", "0%,1,1000,true"})
  void limitsAreComparedAsRatios(String amount, int failed, int decided, boolean exceeded) {
    assertThat(Amount.parse(amountOf(amount), 0).exceededBy(failed, decided)).isEqualTo(exceeded);
  }

  private static IntOrString amountOf(String text) {
    return text.endsWith("%") ? new IntOrString(text) : new IntOrString(Integer.valueOf(text));
  }
}
