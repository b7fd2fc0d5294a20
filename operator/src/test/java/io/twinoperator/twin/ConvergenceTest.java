package io.twinoperator.twin;

import static io.twinoperator.twin.TwinDocuments.json;
import static io.twinoperator.twin.TwinDocuments.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.twin.Confirmation.Rule;
import io.twinoperator.twin.LeafVerdict.Applying;
import io.twinoperator.twin.LeafVerdict.Converged;
import io.twinoperator.twin.LeafVerdict.Proof;
import io.twinoperator.twin.LeafVerdict.Reason;
import io.twinoperator.twin.LeafVerdict.Rejected;
import io.twinoperator.twin.LeafVerdict.Unconfirmed;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConvergenceTest {

  private static final long WRITTEN = 5;

  @ParameterizedTest(name = "expected {0}, reported {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        // plain reports of the leaf a.b
        "1   | {}                         | unconfirmed",
        "1   | {a: {}}                    | unconfirmed",
        "1   | {a: 1}                     | unconfirmed",
        "1   | {b: 1}                     | unconfirmed",
        "1   | {a: {b: 1}}                | converged EQUAL",
        "1   | {a: {b: 1.0}}              | converged EQUAL",
        "1   | {a: {__t: 'c', b: 1}}      | converged EQUAL",
        "1   | {a: {b: 2}}                | unconfirmed 2",
        "1   | {a: {b: '1'}}              | unconfirmed \"1\"",
        "[1] | {a: {b: [1.0]}}            | converged EQUAL",
        "[1] | {a: {b: [1, 2]}}           | unconfirmed [1,2]",
        // acknowledgements at the leaf
        "1 | {a: {b: {value: 1, ac: 200, av: 5}}}             | converged ACKNOWLEDGED",
        "1 | {a: {b: {value: 1.0, ac: 200, av: 6}}}           | converged ACKNOWLEDGED",
        "1 | {a: {b: {value: 1, ac: 203, av: 5}}}             | converged ACKNOWLEDGED",
        "1 | {a: {b: {value: 1, ac: 299, av: 5}}}             | converged ACKNOWLEDGED",
        "1 | {a: {__t: 'c', b: {value: 1, ac: 200, av: 5}}}   | converged ACKNOWLEDGED",
        "1 | {a: {b: {value: 1, ac: 200, av: 4}}}             | unconfirmed 1",
        "1 | {a: {b: {value: 2, ac: 200, av: 4}}}             | unconfirmed 2",
        "1 | {a: {b: {value: 2, ac: 400, av: 4}}}             | unconfirmed 2",
        "1 | {a: {b: {value: 2, ac: 202, av: 4}}}             | unconfirmed 2",
        "1 | {a: {b: {value: 2, ac: 202, av: 5}}}             | applying",
        "1 | {a: {b: {value: 1, ac: 202, av: 5, ad: 'busy'}}} | applying busy",
        "1 | {a: {b: {ac: 202, av: 5}}}                       | applying",
        "1 | {a: {b: {value: 2, ac: 200, av: 5}}}             | rejected VALUE_DIFFERS 200 2",
        "1 | {a: {b: {value: 2, ac: 200, av: 5, ad: 'max'}}}  | rejected VALUE_DIFFERS 200 max 2",
        "1 | {a: {b: {value: 0, ac: 400, av: 5, ad: 'no'}}}   | rejected REFUSED 400 no 0",
        "1 | {a: {b: {value: 1, ac: 404, av: 5}}}             | rejected REFUSED 404 1",
        "1 | {a: {b: {value: 0, ac: 500, av: 9}}}             | rejected REFUSED 500 0",
        "1 | {a: {b: {ac: 500, av: 5, ad: 'no'}}}             | rejected REFUSED 500 no",
        "1 | {a: {b: {value: 0, ac: 599, av: 5}}}             | rejected REFUSED 599 0",
        "1 | {a: {b: {ac: 200, av: 5}}}                       | unconfirmed",
        "1 | {a: {b: {value: 1, ac: 100, av: 5}}}             | unconfirmed 1",
        "1 | {a: {b: {value: 1, ac: 302, av: 5}}}             | unconfirmed 1",
        "1 | {a: {b: {value: 1, ac: 600, av: 5}}}             | unconfirmed 1",
        "1 | {a: {b: {value: 1, ac: 200, av: 5, ad: 7}}}      | converged ACKNOWLEDGED",
        // no acknowledgement: both ac and av must be integers
        "1 | {a: {b: {value: 1, ac: 200}}}                    | unconfirmed {\"value\":1,\"ac\":200}",
        "1 | {a: {b: {value: 1, av: 5}}}                      | unconfirmed {\"value\":1,\"av\":5}",
        "1 | {a: {b: {value: 1, ac: '200', av: 5}}}           | unconfirmed {\"value\":1,\"ac\":\"200\",\"av\":5}",
        "1 | {a: {b: {value: 1, ac: 200, av: 5.0}}}           | unconfirmed {\"value\":1,\"ac\":200,\"av\":5.0}",
        // acknowledgements at an ancestor
        "1 | {a: {value: {b: 1}, ac: 200, av: 5}}             | converged ACKNOWLEDGED",
        "1 | {a: {value: {b: 1, c: 9}, ac: 200, av: 5}}       | converged ACKNOWLEDGED",
        "1 | {a: {value: {b: 2}, ac: 200, av: 5}}             | rejected VALUE_DIFFERS 200 2",
        "1 | {a: {value: {c: 1}, ac: 200, av: 5}}             | rejected VALUE_DIFFERS 200",
        "1 | {a: {value: {b: 1}, ac: 200, av: 4}}             | unconfirmed 1",
        "1 | {a: {value: {b: 0}, ac: 400, av: 5, ad: 'no'}}   | rejected REFUSED 400 no 0",
        "1 | {a: {value: {b: 0}, ac: 202, av: 5}}             | applying",
        // the nearest one speaks
        "1 | {a: {ac: 500, av: 5, b: {value: 1, ac: 200, av: 5}}} | converged ACKNOWLEDGED",
        "1 | {a: {ac: 200, av: 5, value: {b: 1}, b: {value: 0, ac: 400, av: 5}}} | rejected REFUSED 400 0"
      })
  void judgesTheLeaf(String expected, String reported, String verdict) {
    Twin twin = reporting("{}", reported);

    assertThat(told(Convergence.judge(twin, path("desired.a.b"), json(expected), WRITTEN)))
        .isEqualTo(verdict);
  }

  /** A device that is registered anew may still speak of the versions of its former twin. */
  @ParameterizedTest(name = "{0}, reported {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "AUTO         | {value: 1, ac: 200, av: 41}           | converged EQUAL",
        "AUTO         | {value: 1, ac: 202, av: 41}           | unconfirmed 1",
        "AUTO         | {value: 1, ac: 500, av: 41}           | unconfirmed 1",
        "AUTO         | {value: 2, ac: 200, av: 41}           | unconfirmed 2",
        "AUTO         | {value: 2, ac: 202, av: 41}           | unconfirmed 2",
        "AUTO         | {value: 2, ac: 400, av: 41, ad: 'no'} | unconfirmed 2",
        "AUTO         | {value: 2, ac: 400, av: 7, ad: 'no'}  | rejected REFUSED 400 no 2",
        "ACKNOWLEDGED | {value: 1, ac: 200, av: 41}           | unconfirmed 1",
        "ACKNOWLEDGED | {value: 2, ac: 400, av: 41}           | unconfirmed 2",
        "ACKNOWLEDGED | {value: 1, ac: 200, av: 7}            | converged ACKNOWLEDGED",
        "EQUAL        | {value: 1, ac: 200, av: 41}           | converged EQUAL"
      })
  void anAcknowledgementOfAVersionThatDesiredHasNotReachedIsNone(
      Rule rule, String reported, String verdict) {
    Twin twin = reporting("{$version: 7}", "{a: {b: %s}}".formatted(reported));

    assertThat(
            told(
                Convergence.judge(
                    twin,
                    path("desired.a.b"),
                    json("1"),
                    WRITTEN,
                    new Confirmation(rule, Map.of()))))
        .isEqualTo(verdict);
  }

  @Test
  void anEchoOfAnObjectThatLooksLikeAnAcknowledgementIsNone() {
    String calibration = "{a: {value: 7, ac: 1, av: 2}}";
    Twin echo = reporting(calibration, calibration);
    Twin other = reporting(calibration, "{a: {value: 7, ac: 500, av: 9}}");

    assertThat(Convergence.judge(echo, path("desired.a.value"), json("7"), WRITTEN))
        .isEqualTo(new Converged(Optional.empty(), Proof.EQUAL));
    assertThat(Convergence.judge(echo, path("desired.a.ac"), json("1"), WRITTEN))
        .isEqualTo(new Converged(Optional.empty(), Proof.EQUAL));
    assertThat(Convergence.judge(other, path("desired.a.ac"), json("1"), WRITTEN))
        .isEqualTo(new Unconfirmed(Optional.of(json("500"))));
  }

  @Test
  void tellsWhenTheDeviceSaidSo() {
    Instant plainTime = Instant.parse("2025-03-02T10:00:05Z");
    Instant ackTime = Instant.parse("2025-03-02T10:00:09Z");
    Twin twin =
        Twin.parse(
            json(
                """
                {deviceId: 'd', properties: {reported: {
                  plain: 1, acked: {value: {b: 1}, ac: 200, av: 5},
                  '$metadata': {'$lastUpdated': '2025-03-02T11:00:00Z',
                    plain: {'$lastUpdated': '2025-03-02T10:00:05Z'},
                    acked: {'$lastUpdated': '2025-03-02T10:00:09Z'}}}}}
                """));

    var plain = Convergence.judge(twin, path("desired.plain"), json("1"), WRITTEN);
    assertThat(plain).isEqualTo(new Converged(Optional.of(plainTime), Proof.EQUAL));
    assertThat(Convergence.judge(twin, path("desired.acked.b"), json("1"), WRITTEN))
        .isEqualTo(new Converged(Optional.of(ackTime), Proof.ACKNOWLEDGED));
    Converged converged = (Converged) plain;
    assertThat(converged.isReportedAfter(plainTime.minusMillis(1))).isTrue();
    assertThat(converged.isReportedAfter(plainTime)).isFalse();
    assertThat(new Converged(Optional.empty(), Proof.EQUAL).isReportedAfter(Instant.MIN)).isFalse();
  }

  /** What a device reports of a = 1, written at version 5, and what each rule makes of it. */
  @ParameterizedTest(name = "reported {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                    | unconfirmed             | unconfirmed             | unconfirmed",
        "{a: 1}                                | converged EQUAL         | unconfirmed 1           | converged EQUAL",
        "{a: 1.0}                              | converged EQUAL         | unconfirmed 1.0         | converged EQUAL",
        "{a: 2}                                | unconfirmed 2           | unconfirmed 2           | unconfirmed 2",
        "{a: {value: 1, ac: 200, av: 5}}       | converged ACKNOWLEDGED  | converged ACKNOWLEDGED  | converged EQUAL",
        "{a: {value: 1, ac: 200, av: 4}}       | unconfirmed 1           | unconfirmed 1           | converged EQUAL",
        "{a: {value: 1, ac: 202, av: 5}}       | applying                | applying                | converged EQUAL",
        "{a: {value: 1, ac: 500, av: 5}}       | rejected REFUSED 500 1  | rejected REFUSED 500 1  | converged EQUAL",
        "{a: {value: 2, ac: 200, av: 5}}       | rejected VALUE_DIFFERS 200 2 | rejected VALUE_DIFFERS 200 2 | unconfirmed 2",
        "{a: {ac: 200, av: 5}}                 | unconfirmed             | unconfirmed             | unconfirmed",
        "{a: null}                             | unconfirmed             | unconfirmed             | unconfirmed"
      })
  void eachRuleCountsWhatItSays(String reported, String auto, String acknowledged, String equal) {
    Twin twin = reporting("{a: 1}", reported);

    assertThat(judged(twin, Rule.AUTO)).isEqualTo(auto);
    assertThat(judged(twin, Rule.ACKNOWLEDGED)).isEqualTo(acknowledged);
    assertThat(judged(twin, Rule.EQUAL)).isEqualTo(equal);
  }

  private static String judged(Twin twin, Rule rule) {
    Confirmation confirmation = new Confirmation(rule, Map.of());
    return told(Convergence.judge(twin, path("desired.a"), json("1"), WRITTEN, confirmation));
  }

  /** Where the leaf desired.a.b = 1 is looked for, by what is listed. */
  @ParameterizedTest(name = "{0} reported at {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a.b | x     | {x: 1}                                  | converged EQUAL",
        "a.b | x     | {a: {b: 1}}                             | unconfirmed",
        "a.b | x.y   | {x: {value: {y: 1}, ac: 200, av: 5}}    | converged ACKNOWLEDGED",
        "a   | x     | {x: {b: 1}}                             | converged EQUAL",
        "a   | x.y   | {x: {y: {b: {value: 1, ac: 200, av: 5}}}} | converged ACKNOWLEDGED",
        "a   | x     | {x: {value: {b: 2}, ac: 400, av: 5}}    | rejected REFUSED 400 2",
        "a.c | x     | {a: {b: 1}}                             | converged EQUAL"
      })
  void aReportMayStandUnderOtherKeys(
      String desired, String mapped, String reported, String verdict) {
    Twin twin = reporting("{a: {b: 1}}", reported);
    var confirmation =
        new Confirmation(
            Rule.AUTO, Map.of(path("desired." + desired), List.of(mapped.split("\\."))));

    assertThat(told(Convergence.judge(twin, path("desired.a.b"), json("1"), WRITTEN, confirmation)))
        .isEqualTo(verdict);
  }

  @Test
  void theLongestListedPrefixSaysWhere() {
    var confirmation =
        new Confirmation(
            Rule.AUTO,
            Map.of(path("desired.a"), List.of("x"), path("desired.a.b"), List.of("y", "z")));

    assertThat(confirmation.reportedKeys(path("desired.a.b.c"))).containsExactly("y", "z", "c");
    assertThat(confirmation.reportedKeys(path("desired.a.c"))).containsExactly("x", "c");
    assertThat(confirmation.reportedKeys(path("desired.b"))).containsExactly("b");
  }

  @Test
  void anEchoIsKnownUnderOtherKeysToo() {
    Twin twin = reporting("{a: {value: 7, ac: 1, av: 2}}", "{x: {value: 7, ac: 1, av: 2}}");
    var confirmation = new Confirmation(Rule.AUTO, Map.of(path("desired.a"), List.of("x")));

    assertThat(
            told(
                Convergence.judge(twin, path("desired.a.value"), json("7"), WRITTEN, confirmation)))
        .isEqualTo("converged EQUAL");
  }

  @Test
  void aTagCannotBeConfirmed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Convergence.judge(reporting("{}", "{}"), path("tags.a"), json("1"), 0))
        .withMessageContaining("tags.a");
  }

  @ParameterizedTest
  @ValueSource(ints = {255, 256, 257, 5000})
  void theDevicesWordsAreCut(int length) {
    assertThat(words("x".repeat(length)).length())
        .isEqualTo(Math.min(length, Convergence.MAX_TEXT_CHARS));
  }

  @Test
  void noCharacterIsCutInHalf() {
    assertThat(words("x".repeat(255) + "😀")).isEqualTo("x".repeat(255));
    assertThat(words("x".repeat(254) + "😀y")).isEqualTo("x".repeat(254) + "😀");
  }

  private static String words(String ad) {
    Twin twin = reporting("{}", "{a: {ac: 400, av: 5, ad: '%s'}}".formatted(ad));
    return Convergence.judge(twin, path("desired.a"), json("1"), WRITTEN)
        .fold(
            new LeafVerdict.Cases<>(
                converged -> "",
                applying -> "",
                rejected -> rejected.text().orElseThrow(),
                unconfirmed -> ""));
  }

  private static Twin reporting(String desired, String reported) {
    return Twin.parse(
        json(
            "{deviceId: 'd', properties: {desired: %s, reported: %s}}"
                .formatted(desired, reported)));
  }

  private static String told(LeafVerdict verdict) {
    return verdict.fold(
        new LeafVerdict.Cases<>(
            ConvergenceTest::told,
            ConvergenceTest::told,
            ConvergenceTest::told,
            ConvergenceTest::told));
  }

  private static String told(Converged verdict) {
    return "converged " + verdict.proof();
  }

  private static String told(Applying verdict) {
    return "applying" + verdict.text().map(text -> " " + text).orElse("");
  }

  private static String told(Rejected verdict) {
    Reason reason = verdict.reason();
    return "rejected %s %d".formatted(reason, verdict.code())
        + verdict.text().map(text -> " " + text).orElse("")
        + verdict.observed().map(JsonNode::toString).map(text -> " " + text).orElse("");
  }

  private static String told(Unconfirmed verdict) {
    return "unconfirmed"
        + verdict.observed().map(JsonNode::toString).map(text -> " " + text).orElse("");
  }
}
