package io.twinoperator.deviceconfig;

import static io.twinoperator.deviceconfig.Observations.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.v1alpha1.DeviceConfigSpec;
import io.twinoperator.twin.Confirmation;
import io.twinoperator.twin.Confirmation.Rule;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How convergence and report are read, and what is refused of them by name, value and limit. */
class SpecFieldsTest {

  @ParameterizedTest
  @CsvSource({"Auto, AUTO", "Acknowledged, ACKNOWLEDGED", "Equal, EQUAL"})
  void eachRuleIsRead(String given, Rule rule) {
    assertThat(policy("{convergence: {rule: %s}}".formatted(given)).confirmation())
        .map(Confirmation::rule)
        .contains(rule);
  }

  @Test
  void noneAwaitsNothing() {
    assertThat(policy("{convergence: {rule: None}}").confirmation()).isEmpty();
  }

  @Test
  void defaultsAreThoseOfTheDescription() {
    assertThat(policy("{}"))
        .isEqualTo(
            new ConvergencePolicy(Optional.of(Confirmation.STANDARD), Duration.ofMinutes(15)));
    assertThat(policy("{convergence: {}}")).isEqualTo(policy("{}"));
    assertThat(MirrorPolicy.of(spec("{}"))).isEqualTo(MirrorPolicy.STANDARD);
  }

  @Test
  void pathsAreMapped() {
    assertThat(
            policy("{convergence: {paths: [{desired: a.b, reported: x}]}}")
                .confirmation()
                .orElseThrow()
                .reportedAt())
        .containsEntry(LeafPath.parse("desired.a.b"), List.of("x"))
        .hasSize(1);
    assertThat(MirrorPolicy.of(spec("{report: {paths: [a, b.c], minInterval: 30s}}")))
        .isEqualTo(
            new MirrorPolicy(
                Optional.of(List.of(List.of("a"), List.of("b", "c"))),
                Optional.of(Duration.ofSeconds(30))));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{convergence: {deadline: 999ms}}  | convergence.deadline  | 999ms   | 1s to 168h",
        "{convergence: {deadline: 169h}}   | convergence.deadline  | 169h    | 1s to 168h",
        "{convergence: {deadline: soon}}   | convergence.deadline  | soon    | 1h30m",
        "{report: {minInterval: 0s}}       | report.minInterval    | 0s      | 1s to 24h",
        "{report: {minInterval: 25h}}      | report.minInterval    | 25h     | 1s to 24h",
        "{report: {paths: [ok, 'a..b']}}   | report.paths[1]       | a..b    | empty key",
        "{report: {paths: ['a b']}}        | report.paths[0]       | a b     | space",
        "{report: {paths: [reported.a]}}   | report.paths[0]       | reported.a | leave out",
        "{convergence: {paths: [{desired: desired.a, reported: x}]}} | convergence.paths[0].desired | desired.a | leave out",
        "{convergence: {paths: [{desired: a, reported: ''}]}} | convergence.paths[0].reported | '' | empty key",
        "{convergence: {paths: [{desired: a$b, reported: x}]}} | convergence.paths[0].desired | a$b | '$'",
        "{convergence: {paths: [{desired: a.b.c.d.e.f.g.h.i.j.k.l, reported: x}]}} | convergence.paths[0].desired | 11 deep | limit is 10",
        "{convergence: {paths: [{desired: a, reported: x}, {desired: a, reported: y}]}} | convergence.paths[1].desired | 'a' | twice"
      })
  void whatBreaksARuleIsNamedWithItsValueAndTheLimit(
      String yaml, String path, String value, String limit) {
    DeviceIntent intent = DeviceIntent.of(spec(yaml));

    assertThat(intent.isValid()).isFalse();
    assertThat(intent.violations())
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.path()).isEqualTo(path);
              assertThat(violation.rule()).contains(value, limit);
            });
  }

  @Test
  void aPathThatIsTooLongIsRefusedByItsLength() {
    assertThat(MirrorPolicy.check(spec("{report: {paths: [%s]}}".formatted("x".repeat(1_025)))))
        .extracting(Violation::toString)
        .containsExactly(
            "report.paths[0]: is 1025 characters long, the limit is 1024: name a shorter prefix");
  }

  @Test
  void moreLeavesThanStatusCanRememberAreRefused() {
    assertThat(DeviceIntent.of(leaves(SpecSize.MAX_LEAVES)).isValid()).isTrue();
    assertThat(DeviceIntent.of(leaves(SpecSize.MAX_LEAVES + 1)).violations())
        .extracting(Violation::toString)
        .singleElement()
        .asString()
        .contains("2049 leaves", "2048", "several DeviceConfigs");
  }

  @Test
  void longerPathsThanStatusCanRememberAreRefused() {
    String deep = "{%1$s: {%1$s: {%1$s: {%1$s: {%2$s}}}}}";
    String many =
        IntStream.range(0, 40).mapToObj(i -> "k" + i + ": 1").collect(Collectors.joining(", "));

    assertThat(DeviceIntent.of(spec("{}", deep.formatted("x".repeat(1_000), many))).violations())
        .extracting(Violation::toString)
        .singleElement()
        .asString()
        .contains("characters in all", "131072", "shorter keys");
  }

  private static DeviceConfigSpec leaves(int count) {
    return spec(
        "{}",
        IntStream.range(0, count)
            .mapToObj(i -> "k%d: true".formatted(i))
            .collect(Collectors.joining(", ", "{", "}")));
  }

  private static ConvergencePolicy policy(String yaml) {
    return ConvergencePolicy.of(spec(yaml));
  }
}
