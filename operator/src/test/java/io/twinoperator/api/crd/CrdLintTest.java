package io.twinoperator.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the Kubernetes API conventions ask of a definition, and what an API server refuses. */
class CrdLintTest {
  static Stream<GeneratedCrd> crds() {
    return CrdFiles.KINDS.stream().map(CrdLintTest::generated);
  }

  private static GeneratedCrd generated(Class<? extends CustomResource<?, ?>> kind) {
    return new GeneratedCrd(kind, CrdFiles.define(kind));
  }

  @ParameterizedTest
  @MethodSource("crds")
  void oneVersionIsServedAndStored(GeneratedCrd crd) {
    assertThat(crd.version().getServed()).isTrue();
    assertThat(crd.version().getStorage()).isTrue();
    assertThat(crd.definition().getSpec().getConversion()).isNull();
    assertThat(crd.definition().getMetadata().getCreationTimestamp()).isNull();
    assertThat(crd.definition().getStatus()).isNull();
    assertThat(crd.schema().getRequired()).containsExactly("spec");
    assertThat(crd.version().getSubresources() != null).isEqualTo(crd.statusType().isPresent());
    assertThat(crd.schema().getProperties().containsKey("status"))
        .isEqualTo(crd.statusType().isPresent());
  }

  @ParameterizedTest
  @MethodSource("crds")
  void columnsStandInTheDeclaredOrder(GeneratedCrd crd) {
    List<CustomResourceColumnDefinition> columns = crd.version().getAdditionalPrinterColumns();
    assertThat(columns)
        .extracting(CustomResourceColumnDefinition::getName)
        .containsExactlyElementsOf(
            Arrays.stream(crd.kind().getAnnotationsByType(AdditionalPrinterColumn.class))
                .map(AdditionalPrinterColumn::name)
                .toList());
    assertThat(columns).filteredOn(column -> column.getPriority() == 0).hasSizeLessThanOrEqualTo(7);
  }

  @ParameterizedTest
  @MethodSource("crds")
  void everythingIsDescribed(GeneratedCrd crd) {
    assertThat(crd.schema().getDescription()).isNotBlank();
    assertThat(crd.nodes())
        .filteredOn(node -> !node.isElement())
        .allSatisfy(
            node -> assertThat(node.schema().getDescription()).as(node.path()).isNotBlank());
  }

  @ParameterizedTest
  @MethodSource("crds")
  void everyDefaultSaysWhy(GeneratedCrd crd) {
    assertThat(crd.nodes())
        .filteredOn(node -> node.schema().getDefault() != null && !node.inStatus())
        .allSatisfy(
            node ->
                assertThat(node.schema().getDescription())
                    .as(node.path())
                    .containsPattern("default"));
  }

  @ParameterizedTest
  @MethodSource("crds")
  void textAndListsAreBounded(GeneratedCrd crd) {
    assertThat(crd.nodes())
        .filteredOn(node -> Set.of(String.class, IntOrString.class).contains(node.type()))
        .allSatisfy(node -> assertThat(node.schema().getMaxLength()).as(node.path()).isNotNull());
    assertThat(crd.nodes())
        .filteredOn(node -> node.type() == List.class)
        .allSatisfy(node -> assertThat(node.schema().getMaxItems()).as(node.path()).isNotNull());
  }

  @ParameterizedTest
  @MethodSource("crds")
  void listsSayHowTheyMerge(GeneratedCrd crd) {
    assertThat(crd.nodes())
        .filteredOn(node -> node.type() == List.class)
        .allSatisfy(
            node -> {
              JSONSchemaProps list = node.schema();
              assertThat(list.getXKubernetesListType()).as(node.path()).isNotNull();
              if (list.getXKubernetesListType().equals("map")) {
                assertThat(list.getItems().getSchema().getRequired())
                    .as("required of %s", node.path())
                    .containsAll(list.getXKubernetesListMapKeys());
              }
            });
  }

  @ParameterizedTest
  @MethodSource("crds")
  void numbersSayHowWideTheyAre(GeneratedCrd crd) {
    assertThat(crd.nodes())
        .filteredOn(node -> "integer".equals(node.schema().getType()))
        .allSatisfy(
            node -> assertThat(node.schema().getFormat()).as(node.path()).isIn("int32", "int64"));
    assertThat(crd.nodes())
        .filteredOn(node -> "number".equals(node.schema().getType()))
        .allSatisfy(node -> assertThat(node.inStatus()).as(node.path()).isTrue());
  }

  @ParameterizedTest
  @MethodSource("crds")
  void choicesArePascalCaseAndNothingIsNullable(GeneratedCrd crd) {
    assertThat(crd.nodes())
        .filteredOn(node -> node.type().isEnum())
        .allSatisfy(
            node ->
                assertThat(node.schema().getEnum())
                    .extracting(JsonNode::asText)
                    .allMatch(value -> value.matches("[A-Z][A-Za-z0-9]*")));
    assertThat(crd.nodes())
        .allSatisfy(node -> assertThat(node.schema().getNullable()).as(node.path()).isNull());
  }

  @ParameterizedTest
  @MethodSource("crds")
  void rulesStandOnceAndCanBeReckonedByTheApiServer(GeneratedCrd crd) {
    assertThat(crd.nodes())
        .filteredOn(node -> !node.schema().getXKubernetesValidations().isEmpty())
        .allSatisfy(
            node -> {
              assertThat(node.schema().getXKubernetesValidations())
                  .as(node.path())
                  .doesNotHaveDuplicates()
                  .allSatisfy(rule -> assertThat(rule.getMessage()).isNotBlank());
              assertThat(node.type())
                  .as("a CEL rule on %s exceeds the API server's cost budget", node.path())
                  .isNotEqualTo(IntOrString.class);
            });
  }

  @ParameterizedTest
  @MethodSource("crds")
  void statusStartsAsNotCurrentAndHasBoundedConditions(GeneratedCrd crd) {
    if (crd.statusType().isEmpty()) {
      return;
    }
    JSONSchemaProps status = crd.schema().getProperties().get("status");
    assertThat(status.getDefault()).hasToString("{\"observedGeneration\":-1}");
    assertThat(status.getRequired()).isEmpty();
    assertThat(status.getProperties().get("conditions").getXKubernetesListMapKeys())
        .containsExactly("type");
    assertThat(crd.nodes())
        .filteredOn(node -> node.type() == Condition.class)
        .singleElement()
        .satisfies(
            node -> {
              assertThat(node.schema().getRequired())
                  .containsExactly("lastTransitionTime", "message", "reason", "status", "type");
              assertThat(node.schema().getProperties().get("lastTransitionTime").getFormat())
                  .isEqualTo("date-time");
            });
  }
}
