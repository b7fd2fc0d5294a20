package io.twinoperator.fleetrollout.spec;

import static io.twinoperator.fleetrollout.spec.SpecText.patching;
import static io.twinoperator.fleetrollout.spec.SpecText.problems;
import static io.twinoperator.fleetrollout.spec.SpecText.read;
import static io.twinoperator.fleetrollout.spec.SpecText.valid;
import static io.twinoperator.fleetrollout.spec.SpecText.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a spec is said with the field, the value and the limit. */
class SpecRefusalsTest {
  private static void assertRefused(SpecReading reading, String field, String names) {
    assertThat(problems(reading))
        .singleElement()
        .satisfies(problem -> assertThat(problem).startsWith(field + ": ").contains(names));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{desired: {}}                                | spec.patch                     | changes nothing",
        "{desired: {a: null}}                         | spec.patch.desired.a           | null is no value",
        "{tags: {a: [1, null]}}                       | spec.patch.tags.a[1]           | null inside an array",
        "{desired: {'a b': 1}}                        | spec.patch.desired.a b         | U+0020",
        "{desired: {$version: 3}}                     | spec.patch.desired.$version    | '$'",
        "{desired: {$metadata: {a: 1}}}               | spec.patch.desired.$metadata   | '$'",
        "{tags: {twinOperator: {a: 1}}}               | spec.patch.tags.twinOperator   | markers",
        "{desired: {a: 4503599627370497}}             | spec.patch.desired.a           | 4503599627370497",
        "{desired: {a: 1}, remove: [desired.a]}       | spec.patch.remove              | desired.a is also set, as desired.a",
        "{desired: {a: {b: 1}}, remove: [desired.a]}  | spec.patch.remove              | desired.a is also set, as desired.a.b",
        "{desired: {a: 1}, remove: [desired.a.b]}     | spec.patch.remove              | desired.a.b is also set, as desired.a",
        "{remove: [desired.a, desired.a.b]}           | spec.patch.remove              | desired.a.b lies in desired.a",
        "{remove: [reported.a]}                       | spec.patch.remove              | 'reported.a'",
        "{remove: [desired.$version]}                 | spec.patch.remove              | 'desired.$version'",
        "{remove: [tags.twinOperator]}                | spec.patch.remove              | markers",
        "{remove: [tags.twinOperator.r12345678]}      | spec.patch.remove              | markers",
      })
  void patches(String patch, String field, String names) {
    assertRefused(patching(patch, ""), field, names);
  }

  @Test
  void patchesThatNoTwinCouldHold() {
    assertRefused(
        patching("{desired: {%s}}".formatted(texts(9, 4000)), ""),
        "spec.patch.desired",
        "is 36018 bytes as IoT Hub counts, the limit is 32768");
    assertRefused(
        patching("{tags: {%s}}".formatted(texts(3, 3000)), ""),
        "spec.patch.tags",
        "is 9006 bytes as IoT Hub counts, the limit is 8192");
  }

  @Test
  void tagsThatLeaveNoRoomForTheMarker() {
    String patch = "{tags: {%s}}".formatted(texts(2, 4030));

    assertRefused(
        patching(patch, ""),
        "spec.patch.tags",
        "is 8064 bytes as IoT Hub counts, the limit is 8032");
    assertThat(problems(patching(patch, "marker: None"))).isEmpty();
  }

  /** Keys of two characters with a text each. */
  private static String texts(int number, int length) {
    return IntStream.range(0, number)
        .mapToObj(n -> "k%d: %s".formatted(n, "x".repeat(length)))
        .collect(Collectors.joining(", "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{desired: {a: 'x;y'}}      | spec.patch.desired.a   | ';'",
        "{desired: {'a(b)': 1}}     | spec.patch.desired.a(b)| '('",
        "{remove: ['desired.a(b)']} | spec.patch.remove      | desired.a(b): the key holds '('",
      })
  void charactersThatJobsMayNotCarry(String patch, String field, String names) {
    assertRefused(patching(patch, "writer: {mode: Job}"), field, names);
    assertRefused(patching(patch, "writer: {mode: Job}"), field, "writer.mode Auto");
    assertThat(problems(patching(patch, ""))).isEmpty();
    assertThat(problems(patching(patch, "writer: {mode: TwinPatch}"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tags.a = 1 FROM devices", "a) OR (b", "tags.a = 'x", "  "})
  void conditions(String condition) {
    String quoted = "\"" + condition + "\"";

    assertThat(problems(read("selector: {query: %s}\npatch: {desired: {a: 1}}".formatted(quoted))))
        .singleElement()
        .satisfies(problem -> assertThat(problem).startsWith("spec.selector.query: "));
    assertThat(problems(with(waves("{name: a, size: 1, query: %s}".formatted(quoted)))))
        .singleElement()
        .satisfies(problem -> assertThat(problem).startsWith("spec.strategy.waves[a].query: "));
  }

  @Test
  void emptyAndEndlessConditions() {
    assertRefused(
        with(waves("{name: a, size: 1, query: ''}")), "spec.strategy.waves[a].query", "is blank");
    assertRefused(
        with(waves("{name: a, size: 1, query: %s}".formatted("x".repeat(1025)))),
        "spec.strategy.waves[a].query",
        "1025 characters long, the limit is 1024");
    assertRefused(
        read("patch: {desired: {a: 1}}\nselector: {query: %s}".formatted("x".repeat(4097))),
        "spec.selector.query",
        "4097 characters long, the limit is 4096");
  }

  private static String waves(String waves) {
    return "strategy: {waves: [%s]}".formatted(waves);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{name: rest, size: 1}                          | spec.strategy.waves                   | 'rest' is reserved",
        "{name: Rest, size: 1}                          | spec.strategy.waves                   | 'Rest' is reserved",
        "{name: All, size: 1}                           | spec.strategy.waves                   | 'All' is reserved",
        "{name: all, size: 1}                           | spec.strategy.waves                   | 'all' is reserved",
        "{name: a, size: 1}, {name: a, size: 1}         | spec.strategy.waves                   | 'a' is used twice",
        "{name: a, size: 101%}                          | spec.strategy.waves[a].size           | '101%' is more than 100%",
        "{name: a, size: 0%}                            | spec.strategy.waves[a].size           | 0 is less than 1",
        "{name: a, size: 0}                             | spec.strategy.waves[a].size           | 0 is less than 1",
        "{name: a, size: -1}                            | spec.strategy.waves[a].size           | -1 is less than 1",
        "{name: a, size: some}                          | spec.strategy.waves[a].size           | 'some'",
        "{name: a, size: 60%}, {name: b, size: 60%}     | spec.strategy.waves[b].size           | take 120%, the limit is 100%",
        "{name: a, size: 100%}, {name: b, size: 5}, {name: c, size: 1%} | spec.strategy.waves[c].size | take 101%",
        "{name: a, size: 1, minSuccessTime: 1 day}      | spec.strategy.waves[a].minSuccessTime | '1 day'",
        "{name: a, size: 1, minSuccessTime: 8761h}      | spec.strategy.waves[a].minSuccessTime | outside 0s to 8760h",
        "{name: a, size: 1, successThreshold: 0%}       | spec.strategy.waves[a].successThreshold | 0 is less than 1",
        "{name: a, size: 1, successThreshold: 110%}     | spec.strategy.waves[a].successThreshold | '110%' is more than 100%",
        "{name: a, size: 1, successThreshold: '9'}      | spec.strategy.waves[a].successThreshold | '9' is no percentage",
        "{name: a, size: 1, minConverged: 0}            | spec.strategy.waves[a].minConverged   | 0 is outside 1 to 1000000",
      })
  void wavesOneByOne(String waves, String field, String names) {
    assertRefused(with(waves(waves)), field, names);
  }

  @Test
  void wavesOfDifferentDevicesMayTakeAllOfTheirsEach() {
    String floors =
        "{name: a, size: 100%, query: tags.f = 1}, {name: b, size: 100%, query: tags.f = 2}, {name: c, size: 50%}";

    assertThat(valid(with(waves(floors))).strategy().waves()).hasSize(4);
    assertRefused(
        with(waves(floors + ", {name: d, size: 1%, query: tags.f = 2}")),
        "spec.strategy.waves[d].size",
        "of the same query take 101%");
  }

  @Test
  void moreWavesThanStatusShows() {
    String waves =
        IntStream.rangeClosed(1, 32)
            .mapToObj("{name: w%d, size: 1}"::formatted)
            .collect(Collectors.joining(", "));

    assertRefused(with(waves(waves)), "spec.strategy.waves", "has 32 waves, the limit is 31");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "order: {spreadBy: [desired.site]}                  | spec.strategy.order.spreadBy[0] | 'desired.site' is no tag",
        "order: {spreadBy: [tags.a, tags.a]}                | spec.strategy.order.spreadBy[1] | 'tags.a' is listed twice",
        "order: {spreadBy: [tags.twinOperator.r1]}          | spec.strategy.order.spreadBy[0] | markers",
        "order: {spreadBy: [tags.$a]}                       | spec.strategy.order.spreadBy[0] | '$'",
        "maxConcurrency: 0                                  | spec.strategy.maxConcurrency    | 0 is outside 1 to 100000",
        "disruptionBudget: {groupBy: [site], maxUnavailable: 1} | spec.strategy.disruptionBudget.groupBy[0] | 'site'",
        "disruptionBudget: {groupBy: [tags.site], maxUnavailable: 0} | spec.strategy.disruptionBudget.maxUnavailable | 0 is less than 1",
        "disruptionBudget: {groupBy: [], maxUnavailable: 1} | spec.strategy.disruptionBudget.groupBy | names no tag",
        "rate: {basePerMinute: 0}                           | spec.strategy.rate.basePerMinute | 0 is outside 1 to 1000000",
        "rate: {basePerMinute: 9, maxPerMinute: 8}          | spec.strategy.rate               | 9 is more than maxPerMinute 8",
        "rate: {basePerMinute: 1, incrementFactor: 0}       | spec.strategy.rate.incrementFactor | '0' is outside 1 to 10",
        "rate: {basePerMinute: 1, incrementFactor: '0.99'}  | spec.strategy.rate.incrementFactor | '0.99' is outside 1 to 10",
        "rate: {basePerMinute: 1, incrementFactor: '10.01'} | spec.strategy.rate.incrementFactor | '10.01' is outside 1 to 10",
        "rate: {basePerMinute: 1, incrementFactor: 50%}     | spec.strategy.rate.incrementFactor | '50%' is no factor",
        "rate: {basePerMinute: 1, increaseAfterConverged: 0} | spec.strategy.rate.increaseAfterConverged | 0 is outside",
        "progressDeadline: soon                             | spec.strategy.progressDeadline   | 'soon'",
        "progressDeadline: 0s                               | spec.strategy.progressDeadline   | 0s is outside 1s to 8760h",
        "progressDeadline: -5s                              | spec.strategy.progressDeadline   | '-5s'",
        "progressDeadline: 99999999999h                     | spec.strategy.progressDeadline   | longer than",
        "retry: {limit: 11}                                 | spec.strategy.retry.limit        | 11 is outside 0 to 10",
      })
  void strategies(String strategy, String field, String names) {
    assertRefused(with("strategy: {%s}".formatted(strategy)), field, names);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "failurePolicy: {maxFailures: many}            | spec.failurePolicy.maxFailures     | 'many'",
        "failurePolicy: {maxFailures: -1}              | spec.failurePolicy.maxFailures     | -1 is less than 0",
        "failurePolicy: {maxFailures: 101%}            | spec.failurePolicy.maxFailures     | '101%' is more than 100%",
        "failurePolicy: {minDevices: 0}                | spec.failurePolicy.minDevices      | 0 is outside 1 to 1000000",
        "failurePolicy: {countedStates: []}            | spec.failurePolicy.countedStates   | is empty",
        "failurePolicy: {criteria: [{max: 101%}]}      | spec.failurePolicy.criteria[0].max | '101%' is more than 100%",
        "failurePolicy: {criteria: [{max: 1}, {max: 1, minDevices: 0}]} | spec.failurePolicy.criteria[1].minDevices | 0 is outside",
        "failurePolicy: {countedStates: [TimedOut], criteria: [{state: Rejected, max: 1}]} | spec.failurePolicy.criteria[0].state | 'Rejected' is not in countedStates",
        "rollback: {bakeTime: 9000h}                   | spec.rollback.bakeTime             | 9000h is outside 0s to 8760h",
        "rollback: {maxPerMinute: 0}                   | spec.rollback.maxPerMinute         | 0 is outside 1 to 1000000",
        "offline: {offlineAfter: 200h}                 | spec.offline.offlineAfter          | 200h is outside 0s to 168h",
        "offline: {stragglerDeadline: later}           | spec.offline.stragglerDeadline     | 'later'",
        "writer: {maxDevicesPerJob: 201}               | spec.writer.maxDevicesPerJob       | 201 is outside 1 to 200",
        "ttlAfterFinished: 87601h                      | spec.ttlAfterFinished              | '87601h' is longer than 87600h",
        "planMaxAge: 30s                               | spec.planMaxAge                    | 30s is outside 1m to 8760h",
        "promoteTo: second                             | spec.promoteTo                     | 'second' is no wave; there are canary, early, rest, and All",
        "approvedPlanDigest: abc                       | spec.approvedPlanDigest            | 'abc' is no digest",
        "expectedDevices: {min: 6, max: 5}             | spec.expectedDevices               | min 6 is more than max 5",
        "expectedDevices: {max: 0}                     | spec.expectedDevices.max           | 0 is outside 1 to 1000000",
        "convergence: {paths: [{desired: c, reported: x}]}         | spec.convergence.paths[0].desired  | 'c' is no leaf of spec.patch.desired",
        "convergence: {paths: [{desired: b.c.d, reported: x}]}     | spec.convergence.paths[0].desired  | 'b.c.d' is no leaf",
        "convergence: {paths: [{desired: b, reported: reported.x}]} | spec.convergence.paths[0].reported | leave out 'reported.'",
      })
  void everythingElse(String fields, String field, String names) {
    assertRefused(with(fields), field, names);
  }

  @Test
  void moreExclusionsThanAnObjectShouldHold() {
    String ids =
        IntStream.rangeClosed(0, 1000).mapToObj("d%d"::formatted).collect(Collectors.joining(","));

    assertRefused(
        with("excludeDevices: [%s]".formatted(ids)),
        "spec.excludeDevices",
        "has 1001 ids, the limit is 1000");
  }

  @Test
  void morePathsToRemoveThanThereShouldBe() {
    String paths =
        IntStream.rangeClosed(1, 65)
            .mapToObj("desired.p%d"::formatted)
            .collect(Collectors.joining(", "));

    assertRefused(
        patching("{remove: [%s]}".formatted(paths), ""),
        "spec.patch.remove",
        "has 65 paths, the limit is 64");
  }
}
