package io.twinoperator.api.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.twinoperator.packaging.ProjectTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * A spec that a rule takes or refuses, from {@code src/test/resources/crd/cel}. There, each file
 * gives a {@code base}, a spec that is valid, and for each rule lists of {@code accepted} and
 * {@code refused}: what differs from the base, as a merge patch, in {@code spec}, and for a change
 * {@code before} it.
 *
 * @param before the spec that is changed; empty for a creation
 * @param spec what is created, or what it is changed to
 */
public record CelCase(
    CelRule rule, Verdict verdict, String kind, Optional<ObjectNode> before, ObjectNode spec) {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /** What an API server has to do with it. */
  public enum Verdict {
    ACCEPTED,
    REFUSED
  }

  /** Every case of every file. */
  public static List<CelCase> all() throws IOException {
    List<CelCase> cases = new ArrayList<>();
    for (Path file : ProjectTree.yamlBelow("operator/src/test/resources/crd/cel")) {
      JsonNode root = YAML.readTree(Files.readString(file));
      for (JsonNode rule : root.path("rules")) {
        CelRule named =
            new CelRule(
                root.path("plural").asText(), rule.path("at").asText(), rule.path("rule").asText());
        read(rule.path("accepted"), named, Verdict.ACCEPTED, root, cases);
        read(rule.path("refused"), named, Verdict.REFUSED, root, cases);
      }
    }
    return List.copyOf(cases);
  }

  private static void read(
      JsonNode list, CelRule rule, Verdict verdict, JsonNode root, List<CelCase> cases) {
    for (JsonNode entry : list) {
      Optional<ObjectNode> before =
          Optional.ofNullable(entry.get("before")).map(patch -> patched(root, patch));
      cases.add(
          new CelCase(
              rule,
              verdict,
              root.path("kind").asText(),
              before,
              patched(root, entry.path("spec"))));
    }
  }

  private static ObjectNode patched(JsonNode root, JsonNode patch) {
    ObjectNode spec = root.path("base").deepCopy();
    merge(spec, patch);
    return spec;
  }

  private static void merge(ObjectNode target, JsonNode patch) {
    for (Iterator<String> names = patch.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      JsonNode value = patch.get(name);
      if (value.isNull()) {
        target.remove(name);
      } else if (value.isObject() && target.path(name).isObject()) {
        merge((ObjectNode) target.get(name), value);
      } else {
        target.set(name, value);
      }
    }
  }

  @Override
  public String toString() {
    return "%s %s, %s"
        .formatted(rule, verdict, before.map(b -> b + " to " + spec).orElse(spec + ""));
  }
}
