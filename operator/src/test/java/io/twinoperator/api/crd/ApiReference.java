package io.twinoperator.api.crd;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Writes the definitions down for people: {@code docs/api.md}. */
final class ApiReference {

  /** Where it stands, from the root of the project. */
  static final String FILE = "docs/api.md";

  private static final String HEAD =
      """
      # API reference

      <!-- Generated from the Java types in operator/src/main/java/io/twinoperator/api. Do not edit;
      change the types and run: %s -->

      All kinds are of `twin-operator.io/v1alpha1` and live in a namespace. A duration is written as in Go: `30s`, `5m`, `1h30m`.
      `[]` stands for each element of a list. What breaks a type, a bound or a rule is refused by the API server at apply time; what only
      the operator can check ends as `Ready=False` with the reason `InvalidSpec`, the path, the value and the limit.
      """
          .formatted(CrdGenerator.COMMAND);

  private final StringBuilder text = new StringBuilder(HEAD);

  private ApiReference() {}

  /** The text of the whole reference. */
  static String render() {
    ApiReference reference = new ApiReference();
    CrdFiles.KINDS.stream().map(CrdFiles::define).forEach(reference::kind);
    return reference.text.toString();
  }

  private void kind(CustomResourceDefinition definition) {
    var names = definition.getSpec().getNames();
    JSONSchemaProps schema =
        definition.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema();
    text.append("\n## %s\n\n%s\n".formatted(names.getKind(), schema.getDescription()));
    List<String> shortNames = Optional.ofNullable(names.getShortNames()).orElseGet(List::of);
    if (!shortNames.isEmpty()) {
      text.append(
          "\n`kubectl get %s`, or `%s` for short.\n"
              .formatted(names.getPlural(), String.join("`, `", shortNames)));
    }
    for (String part : new TreeSet<>(schema.getProperties().keySet())) {
      table(part, schema.getProperties().get(part));
    }
  }

  private void table(String part, JSONSchemaProps schema) {
    text.append("\n### %s\n\n%s\n".formatted(part, schema.getDescription()));
    List<String> rules = new ArrayList<>();
    collectRules(part, schema, rules);
    text.append("\n| field | type | default | |\n|---|---|---|---|\n");
    rows("", schema);
    if (!rules.isEmpty()) {
      text.append("\nRules:\n\n");
      rules.forEach(rule -> text.append("* ").append(rule).append('\n'));
    }
  }

  private void rows(String prefix, JSONSchemaProps schema) {
    if (schema.getProperties() == null) {
      return;
    }
    schema
        .getProperties()
        .forEach(
            (name, property) -> {
              boolean required =
                  schema.getRequired() != null && schema.getRequired().contains(name);
              row(prefix + name, property, required ? " **required**" : "");
            });
  }

  private void row(String path, JSONSchemaProps property, String mark) {
    text.append(
        "| `%s` | %s | %s | %s%s |\n"
            .formatted(
                path,
                type(property),
                property.getDefault() == null ? "" : "`" + scalar(property.getDefault()) + "`",
                cell(Optional.ofNullable(property.getDescription()).orElse("")),
                mark));
    if (isCondition(property)) {
      return; // Every kind has them, and Kubernetes describes them.
    }
    if (property.getItems() != null) {
      rows(path + "[].", property.getItems().getSchema());
    } else {
      rows(path + ".", property);
    }
  }

  private static boolean isCondition(JSONSchemaProps property) {
    return property.getItems() != null
        && property.getItems().getSchema().getProperties() != null
        && property.getItems().getSchema().getProperties().containsKey("lastTransitionTime");
  }

  private static String type(JSONSchemaProps schema) {
    if (schema.getEnum() != null && !schema.getEnum().isEmpty()) {
      return schema.getEnum().stream()
          .map(choice -> "`" + choice.asText() + "`")
          .collect(Collectors.joining(", "));
    }
    if (schema.getItems() != null) {
      return "list, " + bound("up to %s entries", schema.getMaxItems());
    }
    if (Boolean.TRUE.equals(schema.getXKubernetesIntOrString())) {
      return "number or percentage";
    }
    if (Boolean.TRUE.equals(schema.getXKubernetesPreserveUnknownFields())) {
      return "JSON";
    }
    if (schema.getMinimum() != null || schema.getMaximum() != null) {
      return schema.getType() + " " + range(schema);
    }
    return schema.getType() == null ? "" : schema.getType();
  }

  private static String range(JSONSchemaProps schema) {
    return "%s to %s"
        .formatted(
            schema.getMinimum() == null ? "any" : number(schema.getMinimum()),
            schema.getMaximum() == null ? "any" : number(schema.getMaximum()));
  }

  private static String number(Double value) {
    return Long.toString(value.longValue());
  }

  private static String bound(String words, Long limit) {
    return words.formatted(limit);
  }

  private static String scalar(JsonNode value) {
    return value.isTextual() ? value.textValue() : value.toString();
  }

  private static String cell(String description) {
    return description.replace("|", "\\|").replace("\n", " ");
  }

  private static void collectRules(String path, JSONSchemaProps schema, List<String> rules) {
    List<ValidationRule> own =
        Optional.ofNullable(schema.getXKubernetesValidations()).orElseGet(List::of);
    own.forEach(
        rule -> rules.add("`%s`: %s (`%s`)".formatted(path, rule.getMessage(), rule.getRule())));
    if (schema.getProperties() != null) {
      schema
          .getProperties()
          .forEach((name, property) -> collectRules(path + "." + name, property, rules));
    }
    if (schema.getItems() != null) {
      collectRules(path + "[]", schema.getItems().getSchema(), rules);
    }
  }
}
