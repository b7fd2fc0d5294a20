package io.twinoperator.api.cel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.twinoperator.api.cel.CelCase.Verdict;
import io.twinoperator.packaging.ProjectTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each rule takes and refuses, reckoned without a cluster: as an API server does it, a rule
 * that speaks of {@code oldSelf} is asked only of a change, and of each place that is there.
 */
class CelSamplesTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private static final CelCompiler COMPILER =
      CelCompilerFactory.standardCelCompilerBuilder()
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addLibraries(CelExtensions.strings())
          .addVar("self", SimpleType.DYN)
          .addVar("oldSelf", SimpleType.DYN)
          .build();

  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.plannerRuntimeBuilder().addLibraries(CelExtensions.strings()).build();

  /** A place that a rule stands at, in the object and in the one before. */
  private record Place(JsonNode self, Optional<JsonNode> oldSelf) {}

  static List<CelCase> cases() throws IOException {
    return CelCase.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void ruleDoesWhatItsCasesSay(CelCase sample) throws Exception {
    CelRuntime.Program program = RUNTIME.createProgram(compiled(sample.rule().text()));
    boolean aboutChanges = sample.rule().text().contains("oldSelf");

    boolean holds = true;
    for (Place place : places(sample)) {
      if (!aboutChanges || place.oldSelf().isPresent()) {
        holds &= holds(program, place);
      }
    }

    assertThat(holds).isEqualTo(sample.verdict() == Verdict.ACCEPTED);
  }

  private static CelAbstractSyntaxTree compiled(String rule) throws CelValidationException {
    return COMPILER.compile(rule).getAst();
  }

  private static boolean holds(CelRuntime.Program program, Place place)
      throws CelEvaluationException {
    Map<String, Object> variables = new HashMap<>();
    variables.put("self", plain(place.self()));
    place.oldSelf().ifPresent(old -> variables.put("oldSelf", plain(old)));
    return Boolean.TRUE.equals(program.eval(variables));
  }

  private static Object plain(JsonNode node) {
    return MAPPER.convertValue(node, Object.class) instanceof Integer number
        ? number.longValue()
        : MAPPER.convertValue(node, Object.class);
  }

  private static List<Place> places(CelCase sample) throws IOException {
    JsonNode schema =
        YAML.readTree(
                ProjectTree.at("crds")
                    .resolve(sample.rule().plural() + ".twin-operator.io.yaml")
                    .toFile())
            .at("/spec/versions/0/schema/openAPIV3Schema");
    JsonNode self = object(schema, sample.spec());
    Optional<JsonNode> old = sample.before().map(before -> object(schema, before));
    List<Place> places = new ArrayList<>();
    find(List.of(sample.rule().at().split("\\.", -1)), new Place(self, old), places);
    return places;
  }

  private static JsonNode object(JsonNode schema, ObjectNode spec) {
    ObjectNode object = MAPPER.createObjectNode();
    object.set("spec", spec.deepCopy());
    setDefaults(schema, object);
    return object;
  }

  /** Fills in defaults as an API server does before it asks any rule. */
  private static void setDefaults(JsonNode schema, JsonNode value) {
    schema
        .path("properties")
        .properties()
        .forEach(
            property -> {
              JsonNode given = property.getValue().get("default");
              if (value instanceof ObjectNode object
                  && !object.has(property.getKey())
                  && given != null) {
                object.set(property.getKey(), given.deepCopy());
              }
              setDefaults(property.getValue(), value.path(property.getKey()));
            });
    value.forEach(element -> setDefaults(schema.path("items"), element));
  }

  private static void find(List<String> path, Place place, List<Place> found) {
    if (path.isEmpty()) {
      found.add(place);
      return;
    }
    String step = path.get(0);
    List<String> rest = path.subList(1, path.size());
    boolean list = step.endsWith("[]");
    String name = list ? step.substring(0, step.length() - 2) : step;
    JsonNode self = place.self().path(name);
    Optional<JsonNode> old = place.oldSelf().map(o -> o.path(name)).filter(o -> !o.isMissingNode());
    if (list) {
      self.forEach(element -> find(rest, new Place(element, Optional.empty()), found));
    } else if (!self.isMissingNode()) {
      find(rest, new Place(self, old), found);
    }
  }
}
