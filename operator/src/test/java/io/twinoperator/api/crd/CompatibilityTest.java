package io.twinoperator.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.twinoperator.packaging.ProjectTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What people have in Git keeps working with the next version. */
class CompatibilityTest {

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final String RELEASED = "operator/src/test/resources/crd/released";
  private static final String SPEC = "/spec/versions/0/schema/openAPIV3Schema/properties/spec";

  /**
   * Rules that every object released so far keeps: it had to have a secretRef, and nothing else was
   * known; and one that forbids an edit, and no object: a rollout under way cannot become a plan.
   */
  private static final List<String> TAKES_NOTHING_AWAY =
      List.of(
          "v1alpha1.spec.credentials must now hold to: has(self.secretRef) != has(self.workloadIdentity)",
          "v1alpha1.spec.state must now hold to: self != 'Plan' || oldSelf == 'Plan'");

  @Test
  void nothingThatWasReleasedIsTakenAway() throws IOException {
    List<Path> released = CrdGenerator.yamlIn(ProjectTree.at(RELEASED));

    assertThat(released).isNotEmpty();
    for (Path file : released) {
      Path current = ProjectTree.at("crds").resolve(file.getFileName());
      assertThat(current).as("a kind that was released").exists();
      assertThat(Compatibility.findings(read(file), read(current)))
          .as(file.getFileName().toString())
          .isSubsetOf(TAKES_NOTHING_AWAY);
    }
  }

  static Stream<Arguments> narrowings() {
    return Stream.of(
        narrowing("a field removed", "v1alpha1.spec.tier is gone", spec -> drop(spec, "tier")),
        narrowing(
            "a choice removed",
            "v1alpha1.spec.tier no longer takes S2",
            spec -> ((ArrayNode) spec.at("/properties/tier/enum")).remove(2)),
        narrowing(
            "a bound narrowed",
            "v1alpha1.spec.units: maximum was 200 and is 20",
            spec -> ((ObjectNode) spec.at("/properties/units")).put("maximum", 20)),
        narrowing(
            "a bound added",
            "v1alpha1.spec.credentials.secretRef.name: minLength was 1 and is 3",
            spec ->
                ((ObjectNode)
                        spec.at("/properties/credentials/properties/secretRef/properties/name"))
                    .put("minLength", 3)),
        narrowing(
            "a pattern changed",
            "v1alpha1.spec.endpoint: pattern was",
            spec -> ((ObjectNode) spec.at("/properties/endpoint")).put("pattern", "^https://.$")),
        narrowing(
            "a type changed",
            "v1alpha1.spec.units: type was \"integer\" and is \"string\"",
            spec -> ((ObjectNode) spec.at("/properties/units")).put("type", "string")),
        narrowing(
            "a default changed",
            "v1alpha1.spec.tier: default was \"S1\" and is \"S3\"",
            spec -> ((ObjectNode) spec.at("/properties/tier")).put("default", "S3")),
        narrowing(
            "a field required",
            "v1alpha1.spec now requires units",
            spec -> ((ArrayNode) spec.at("/required")).add("units")),
        narrowing(
            "a rule added",
            "v1alpha1.spec must now hold to: self.units > 1",
            spec ->
                ((ObjectNode) spec)
                    .putArray("x-kubernetes-validations")
                    .addObject()
                    .put("rule", "self.units > 1")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("narrowings")
  void findsWhatIsTakenAway(String name, String finding, Consumer<JsonNode> change)
      throws IOException {
    JsonNode older = read(ProjectTree.at(RELEASED).resolve("iothubs.twin-operator.io.yaml"));
    JsonNode newer = older.deepCopy();
    change.accept(newer.at(SPEC));

    assertThat(Compatibility.findings(older, newer)).singleElement().asString().startsWith(finding);
  }

  @Test
  void takesWhatOnlyAdds() throws IOException {
    JsonNode older = read(ProjectTree.at(RELEASED).resolve("iothubs.twin-operator.io.yaml"));
    JsonNode newer = older.deepCopy();
    ObjectNode spec = (ObjectNode) newer.at(SPEC);
    ((ObjectNode) spec.get("properties")).putObject("owner").put("type", "string");
    ((ObjectNode) spec.at("/properties/units")).put("maximum", 400);
    ((ArrayNode) spec.at("/properties/tier/enum")).add("S4");
    spec.putArray("x-kubernetes-validations")
        .addObject()
        .put("rule", "!has(self.owner) || self.owner != ''");

    assertThat(Compatibility.findings(older, newer)).isEmpty();
  }

  private static Arguments narrowing(String name, String finding, Consumer<JsonNode> change) {
    return Arguments.of(name, finding, change);
  }

  private static void drop(JsonNode spec, String field) {
    ((ObjectNode) spec.get("properties")).remove(field);
  }

  private static JsonNode read(Path file) throws IOException {
    return YAML.readTree(Files.readString(file));
  }
}
