package io.twinoperator.api.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares a definition with the one that was released: what an object of the old one may hold must
 * still be taken by the new one, and mean the same.
 */
final class Compatibility {

  /** Bounds that may only grow. */
  private static final Set<String> UPPER = Set.of("maxLength", "maxItems", "maximum");

  /** Bounds that may only shrink. */
  private static final Set<String> LOWER = Set.of("minLength", "minItems", "minimum");

  /** What must stay as it is, or go where that takes nothing away. */
  private static final Set<String> FIXED =
      Set.of("type", "format", "x-kubernetes-list-type", "x-kubernetes-int-or-string");

  private final List<String> findings = new ArrayList<>();

  private Compatibility() {}

  /**
   * What the newer definition takes away, a line each; empty if it takes nothing.
   *
   * @param older a whole CustomResourceDefinition
   * @param newer the same, later
   */
  static List<String> findings(JsonNode older, JsonNode newer) {
    Compatibility comparison = new Compatibility();
    comparison.compareNames(older.path("spec"), newer.path("spec"));
    for (JsonNode version : older.at("/spec/versions")) {
      String name = version.path("name").asText();
      Optional<JsonNode> successor = version(newer, name);
      if (successor.isEmpty()) {
        comparison.findings.add("version " + name + " is gone");
      } else {
        comparison.compare(name, schema(version), schema(successor.get()));
      }
    }
    return List.copyOf(comparison.findings);
  }

  private static Optional<JsonNode> version(JsonNode definition, String name) {
    for (JsonNode version : definition.at("/spec/versions")) {
      if (version.path("name").asText().equals(name)) {
        return Optional.of(version);
      }
    }
    return Optional.empty();
  }

  private static JsonNode schema(JsonNode version) {
    return version.at("/schema/openAPIV3Schema");
  }

  private void compareNames(JsonNode older, JsonNode newer) {
    for (String pointer : List.of("/names/kind", "/names/plural", "/group", "/scope")) {
      if (!older.at(pointer).equals(newer.at(pointer))) {
        findings.add(
            "%s was %s and is %s".formatted(pointer, older.at(pointer), newer.at(pointer)));
      }
    }
    for (JsonNode shortName : older.at("/names/shortNames")) {
      if (!contains(newer.at("/names/shortNames"), shortName)) {
        findings.add("the short name %s is gone".formatted(shortName.asText()));
      }
    }
  }

  private void compare(String path, JsonNode older, JsonNode newer) {
    if (newer.isMissingNode()) {
      findings.add(path + " is gone");
      return;
    }
    FIXED.stream().sorted().forEach(word -> compareFixed(path, word, older, newer));
    compareBounds(path, older, newer);
    compareChoices(path, older, newer);
    compareRules(path, older, newer);
    compareRequired(path, older, newer);
    if (!older.path("default").equals(newer.path("default"))) {
      changed(path, "default", older, newer);
    }
    older
        .path("properties")
        .properties()
        .forEach(
            property ->
                compare(
                    path + "." + property.getKey(),
                    property.getValue(),
                    newer.path("properties").path(property.getKey())));
    if (older.has("items")) {
      compare(path + "[]", older.path("items"), newer.path("items"));
    }
  }

  private void compareFixed(String path, String word, JsonNode older, JsonNode newer) {
    if (!older.path(word).equals(newer.path(word))) {
      changed(path, word, older, newer);
    }
  }

  private void compareBounds(String path, JsonNode older, JsonNode newer) {
    for (String word : new TreeSet<>(UPPER)) {
      boolean narrower =
          newer.has(word)
              && (!older.has(word) || newer.path(word).asDouble() < older.path(word).asDouble());
      if (narrower) {
        changed(path, word, older, newer);
      }
    }
    for (String word : new TreeSet<>(LOWER)) {
      boolean narrower =
          newer.has(word)
              && (!older.has(word) || newer.path(word).asDouble() > older.path(word).asDouble());
      if (narrower) {
        changed(path, word, older, newer);
      }
    }
    if (newer.has("pattern") && !newer.path("pattern").equals(older.path("pattern"))) {
      changed(path, "pattern", older, newer);
    }
    boolean closed = older.path("x-kubernetes-preserve-unknown-fields").asBoolean();
    if (closed && !newer.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
      findings.add(path + " no longer keeps fields of any name");
    }
  }

  private void compareChoices(String path, JsonNode older, JsonNode newer) {
    if (!newer.has("enum")) {
      return;
    }
    if (!older.has("enum")) {
      findings.add(path + " takes only certain values now");
    }
    for (JsonNode choice : older.path("enum")) {
      if (!contains(newer.path("enum"), choice)) {
        findings.add("%s no longer takes %s".formatted(path, choice.asText()));
      }
    }
  }

  /** A rule on a field that is new itself refuses no object there was. */
  private void compareRules(String path, JsonNode older, JsonNode newer) {
    Set<String> before = new HashSet<>();
    older.path("x-kubernetes-validations").forEach(rule -> before.add(rule.path("rule").asText()));
    for (JsonNode rule : newer.path("x-kubernetes-validations")) {
      String text = rule.path("rule").asText();
      boolean aboutNewFields =
          rulesOnlyFieldsThatAreNew(text, older.path("properties"), newer.path("properties"));
      if (!before.contains(text) && !aboutNewFields) {
        findings.add("%s must now hold to: %s".formatted(path, text));
      }
    }
  }

  private static boolean rulesOnlyFieldsThatAreNew(String rule, JsonNode older, JsonNode newer) {
    Set<String> named = new HashSet<>();
    newer
        .fieldNames()
        .forEachRemaining(
            field -> {
              if (rule.matches("(?s).*\\b[sS]elf\\." + field + "\\b.*")) {
                named.add(field);
              }
            });
    return !named.isEmpty() && named.stream().noneMatch(older::has);
  }

  private void compareRequired(String path, JsonNode older, JsonNode newer) {
    for (JsonNode field : newer.path("required")) {
      if (!contains(older.path("required"), field)) {
        findings.add("%s now requires %s".formatted(path, field.asText()));
      }
    }
  }

  private void changed(String path, String word, JsonNode older, JsonNode newer) {
    findings.add(
        "%s: %s was %s and is %s"
            .formatted(path, word, text(older.path(word)), text(newer.path(word))));
  }

  private static String text(JsonNode value) {
    return value instanceof MissingNode ? "not set" : value.toString();
  }

  private static boolean contains(JsonNode list, JsonNode wanted) {
    for (JsonNode element : list) {
      if (element.equals(wanted)) {
        return true;
      }
    }
    return false;
  }
}
