package io.twinoperator.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rules that the definitions break, and the written list of where and why. */
class LintExceptionsTest {

  private record Departure(LintRule rule, String place, String reason) {
    Finding finding() {
      return new Finding(rule, place);
    }
  }

  private record Finding(LintRule rule, String place) {}

  @Test
  void rulesAreBrokenWhereItIsWrittenAndNowhereElse() throws IOException {
    Set<Finding> written = new HashSet<>(exceptions().stream().map(Departure::finding).toList());

    assertThat(new HashSet<>(findings()))
        .as("places that break a rule; mend them, or write them into lint-exceptions.yaml")
        .isEqualTo(written);
  }

  @Test
  void everyExceptionSaysWhy() throws IOException {
    assertThat(exceptions()).allSatisfy(entry -> assertThat(entry.reason()).isNotBlank());
    assertThat(exceptions()).extracting(Departure::finding).doesNotHaveDuplicates();
  }

  private static List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    for (var kind : CrdFiles.KINDS) {
      for (SchemaNode node : new GeneratedCrd(kind, CrdFiles.define(kind)).nodes()) {
        for (LintRule rule : LintRule.values()) {
          if (rule.isBrokenAt(node)) {
            findings.add(new Finding(rule, kind.getSimpleName() + " " + node.path()));
          }
        }
      }
    }
    return findings;
  }

  private static List<Departure> exceptions() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(
            LintExceptionsTest.class.getResourceAsStream("/crd/lint-exceptions.yaml"))) {
      return new ObjectMapper(new YAMLFactory()).readValue(file, new TypeReference<>() {});
    }
  }
}
