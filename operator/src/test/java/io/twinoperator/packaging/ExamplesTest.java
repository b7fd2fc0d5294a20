package io.twinoperator.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.twinoperator.api.v1alpha1.Api;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.IoTHub;
import io.twinoperator.api.v1alpha1.SchemaRef;
import io.twinoperator.api.v1alpha1.SecretKeyRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file that people copy is an object as the definitions and the operator understand it. */
class ExamplesTest {
  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  private static final Map<String, Class<? extends HasMetadata>> TYPES =
      Map.of(
          "Secret", Secret.class,
          "ConfigMap", ConfigMap.class,
          "IoTHub", IoTHub.class,
          "DeviceConfig", DeviceConfig.class,
          "FleetRollout", FleetRollout.class);

  static List<Path> files() throws IOException {
    return ProjectTree.yamlBelow("examples");
  }

  @ParameterizedTest
  @MethodSource("files")
  void isUnderstood(Path file) throws IOException {
    Map<String, CrdSchema> schemas = CrdSchema.byKind();

    assertThat(documents(file)).isNotEmpty();
    for (JsonNode document : documents(file)) {
      HasMetadata object = parse(document);
      assertThat(object.getApiVersion()).isEqualTo(HasMetadata.getApiVersion(object.getClass()));
      assertThat(object.getMetadata().getNamespace()).isIn(null, "default");
      if (object.getApiVersion().startsWith(Api.GROUP + "/")) {
        assertThat(schemas.get(object.getKind()).findings(document))
            .as("%s in %s", object.getMetadata().getName(), file)
            .isEmpty();
      }
    }
  }

  @Test
  void namesThatAreReferredToExist() throws IOException {
    List<IoTHub> hubs = all(IoTHub.class);
    Set<String> hubNames = names(hubs);
    Set<String> secrets = names(all(Secret.class));
    // The emulator's connection string is known only once it runs; its example says how to make it.
    Set<String> known = Set.of("iothub-emulator");

    assertThat(all(DeviceConfig.class))
        .isNotEmpty()
        .allSatisfy(config -> assertThat(hubNames).contains(config.getSpec().hubRef().name()));
    assertThat(all(FleetRollout.class))
        .isNotEmpty()
        .allSatisfy(rollout -> assertThat(hubNames).contains(rollout.getSpec().hubRef().name()));
    for (IoTHub hub : hubs) {
      SecretKeyRef ca = hub.getSpec().caSecretRef();
      SecretKeyRef key = hub.getSpec().credentials().secretRef();
      if (key != null) {
        assertThat(key.name()).matches(name -> secrets.contains(name) || known.contains(name));
      }
      if (ca != null) {
        assertThat(ca.name()).matches(name -> secrets.contains(name) || known.contains(name));
      }
    }
  }

  @Test
  void schemasThatAreReferredToExist() throws IOException {
    Map<String, ConfigMap> schemas =
        all(ConfigMap.class).stream()
            .collect(Collectors.toMap(map -> map.getMetadata().getName(), Function.identity()));
    List<SchemaRef> named =
        Stream.concat(
                all(DeviceConfig.class).stream().map(config -> config.getSpec().schema()),
                all(FleetRollout.class).stream().map(rollout -> rollout.getSpec().schema()))
            .filter(Objects::nonNull)
            .toList();

    assertThat(named).hasSameSizeAs(schemas.keySet());
    assertThat(named)
        .allSatisfy(
            schema ->
                assertThat(schemas.get(schema.configMapRef().name()).getData())
                    .containsOnlyKeys("schema.json"));
  }

  /** They are other ways to the same hub, so that every other example fits each of them. */
  @Test
  void emulatorAndIdentityStandInForTheProductionHub() throws IOException {
    assertThat(all(IoTHub.class)).hasSize(3);
    assertThat(all(IoTHub.class))
        .extracting(hub -> hub.getMetadata().getName() + " " + hub.getSpec().hostName())
        .containsOnly("production iothub-production-001.azure-devices.net");
  }

  /** All but the digest of a plan, which nobody knows before there is one. */
  @Test
  void completeExampleHasEveryField() throws IOException {
    Path file = ProjectTree.at("examples/fleetrollout-complete.yaml");
    JsonNode schema =
        YAML.readTree(ProjectTree.at("crds/fleetrollouts.twin-operator.io.yaml").toFile())
            .at("/spec/versions/0/schema/openAPIV3Schema/properties/spec");
    List<JsonNode> documents = documents(file);
    List<String> missing = new ArrayList<>();
    missing(schema, List.of(documents.get(documents.size() - 1).get("spec")), "spec", missing);

    assertThat(missing).containsExactly("spec.approvedPlanDigest");
    assertThat(Files.readString(file)).contains("# approvedPlanDigest: sha256:");
  }

  /** What no element of those at a place has. */
  private static void missing(
      JsonNode schema, List<JsonNode> at, String path, List<String> missing) {
    for (var property : schema.path("properties").properties()) {
      String below = path + "." + property.getKey();
      List<JsonNode> values =
          at.stream()
              .map(node -> node.path(property.getKey()))
              .filter(n -> !n.isMissingNode())
              .toList();
      if (values.isEmpty()) {
        missing.add(below);
      } else if (property.getValue().has("items")) {
        List<JsonNode> elements = new ArrayList<>();
        values.forEach(list -> list.forEach(elements::add));
        missing(property.getValue().get("items"), elements, below + "[]", missing);
      } else {
        missing(property.getValue(), values, below, missing);
      }
    }
  }

  @Test
  void keyIsObviouslyNone() throws IOException {
    for (Secret secret : all(Secret.class)) {
      String connectionString = secret.getStringData().get("connectionString");
      String key = connectionString.substring(connectionString.indexOf("SharedAccessKey=") + 16);
      assertThat(new String(Base64.getDecoder().decode(key), StandardCharsets.UTF_8))
          .isEqualTo("REPLACE-WITH-YOUR-OWN-KEY");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "floor3-interval.yaml | /spec/strategy/waves/1 | size    | 250%    | does not match",
        "floor3-interval.yaml | /spec/strategy/waves/0 | size    | 0       | minimum",
        "floor3-interval.yaml | /spec/strategy         | pace    | fast    | pace",
        "floor3-interval.yaml | /spec                  | state   | Running | enumeration",
        "iothub.yaml          | /spec                  | units   | 201     | maximum",
        "iothub.yaml          | /spec                  | endpoint| http://x| does not match"
      })
  void schemaFindsWhatIsWrong(String file, String at, String field, String value, String finding)
      throws IOException {
    List<JsonNode> documents = documents(ProjectTree.at("examples").resolve(file));
    JsonNode document = documents.get(documents.size() - 1);
    ((ObjectNode) document.at(at)).set(field, YAML.readTree(value));

    assertThat(CrdSchema.byKind().get(document.get("kind").asText()).findings(document))
        .anySatisfy(found -> assertThat(found).contains(finding));
  }

  @Test
  void typesRefuseAFieldThatTheyDoNotKnow() throws IOException {
    JsonNode document = documents(ProjectTree.at("examples/sensor-temp-042.yaml")).get(0);
    ((ObjectNode) document.get("spec")).put("deviceTwin", "engine");

    assertThatThrownBy(() -> parse(document))
        .isInstanceOf(UnrecognizedPropertyException.class)
        .hasMessageContaining("deviceTwin");
  }

  private static HasMetadata parse(JsonNode document) throws IOException {
    String kind = document.path("kind").asText();
    assertThat(TYPES).as("the kind of an example").containsKey(kind);
    return YAML.treeToValue(document, TYPES.get(kind));
  }

  private static List<JsonNode> documents(Path file) throws IOException {
    try (MappingIterator<JsonNode> documents =
        YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
      return documents.readAll();
    }
  }

  private static <T extends HasMetadata> List<T> all(Class<T> type) throws IOException {
    List<T> found = new ArrayList<>();
    for (Path file : files()) {
      for (JsonNode document : documents(file)) {
        HasMetadata object = parse(document);
        if (type.isInstance(object)) {
          found.add(type.cast(object));
        }
      }
    }
    return found;
  }

  private static Set<String> names(List<? extends HasMetadata> objects) {
    return objects.stream()
        .map(object -> object.getMetadata().getName())
        .collect(Collectors.toSet());
  }
}
