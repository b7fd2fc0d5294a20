package io.twinoperator.api.cel;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.cel.CelCase.Verdict;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** No rule without cases: they are tried on a real API server, in the profile kube-api. */
class CelCasesTest {

  @Test
  void eachRuleHasAnAcceptedAndARefusedCase() throws IOException {
    Set<CelRule> rules =
        CelRule.all().stream().map(CelRule.Defined::rule).collect(Collectors.toSet());
    Map<CelRule, Set<Verdict>> cases =
        CelCase.all().stream()
            .collect(
                Collectors.groupingBy(
                    CelCase::rule, Collectors.mapping(CelCase::verdict, Collectors.toSet())));

    assertThat(cases.keySet())
        .as("rules with cases in operator/src/test/resources/crd/cel")
        .containsExactlyInAnyOrderElementsOf(rules);
    assertThat(cases).allSatisfy((rule, both) -> assertThat(both).hasSize(2));
  }

  @Test
  void eachRuleSaysWhatIsWrong() throws IOException {
    assertThat(CelRule.all()).allSatisfy(rule -> assertThat(rule.message()).isNotBlank());
  }
}
