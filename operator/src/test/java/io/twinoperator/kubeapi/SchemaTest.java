package io.twinoperator.kubeapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.kubeapi.SchemaSamples.Default;
import io.twinoperator.testing.OnRealApiServer;
import io.twinoperator.testing.TestCluster;
import io.twinoperator.testing.kube.ControlPlane;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an API server makes of objects by the definitions alone; no operator runs. */
@OnRealApiServer
class SchemaTest {
  private static final String NAMESPACE = "schema";

  private static KubernetesClient client;

  @BeforeAll
  static void connect() {
    ControlPlane controlPlane = ControlPlane.shared();
    client = controlPlane.client();
    controlPlane.createNamespace(client, NAMESPACE);
  }

  @AfterAll
  static void disconnect() {
    client.close();
  }

  static Stream<Default> defaults() throws IOException {
    return SchemaSamples.defaultsOfSpecs().stream();
  }

  @ParameterizedTest
  @MethodSource("defaults")
  void aFieldLeftOutGetsItsDefault(Default expected) {
    GenericKubernetesResource stored = create(expected.kind(), expected.spec());

    assertThat(json(stored).at(expected.pointer())).isEqualTo(expected.value());
  }

  static Stream<String> kindsOfPeople() throws IOException {
    return SchemaSamples.kinds().stream();
  }

  @ParameterizedTest
  @MethodSource("kindsOfPeople")
  void anObjectThatNobodyHasLookedAtSaysSo(String kind) throws IOException {
    GenericKubernetesResource stored = create(kind, SchemaSamples.valid(kind));

    assertThat(json(stored).at("/status/observedGeneration").asInt()).isEqualTo(-1);
    assertThat(stored.getMetadata().getGeneration()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("kindsOfPeople")
  void whatTheDefinitionDoesNotNameIsDropped(String kind) throws IOException {
    ObjectNode spec = SchemaSamples.valid(kind);
    spec.put("unheardOf", 1);
    spec.putObject("unheardOfToo").put("x", 1);

    JsonNode stored = json(create(kind, spec));

    assertThat(stored.path("spec").has("unheardOf")).isFalse();
    assertThat(stored.path("spec").has("unheardOfToo")).isFalse();
  }

  @Test
  void whatADeviceIsToHaveIsKeptWhateverItsShape() throws IOException {
    ObjectNode spec = SchemaSamples.valid("DeviceConfig");
    JsonNode desired = TestCluster.json("{\"a\":{\"b\":[1,{\"c\":\"x\"}]},\"d\":true}");
    spec.set("desired", desired);

    assertThat(json(create("DeviceConfig", spec)).at("/spec/desired")).isEqualTo(desired);
  }

  @Test
  void aWholeNumberLosesItsPoint() throws IOException {
    ObjectNode spec = SchemaSamples.valid("DeviceConfig");
    spec.set("desired", TestCluster.json("{\"min\":20.0}"));

    String stored = create("DeviceConfig", spec).getMetadata().getName();

    assertThat(
            client.raw("/apis/twin-operator.io/v1alpha1/namespaces/schema/deviceconfigs/" + stored))
        .contains("\"min\":20}");
  }

  @Test
  void aStatusWrittenOnAnOldReadingIsRefused() throws IOException {
    String name =
        create("DeviceConfig", SchemaSamples.valid("DeviceConfig")).getMetadata().getName();
    var resource = client.resources(DeviceConfig.class).inNamespace(NAMESPACE).withName(name);
    DeviceConfig old = resource.get();
    resource.editStatus(SchemaTest::touched);

    KubernetesClientException refusal =
        catchThrowableOfType(
            KubernetesClientException.class, () -> client.resource(touched(old)).updateStatus());

    assertThat(refusal).as("refused").isNotNull();
    assertThat(refusal.getCode()).isEqualTo(409);
  }

  @Test
  void aChangeOfStatusIsNoNewGeneration() throws IOException {
    String name =
        create("DeviceConfig", SchemaSamples.valid("DeviceConfig")).getMetadata().getName();
    var resource = client.resources(DeviceConfig.class).inNamespace(NAMESPACE).withName(name);

    resource.editStatus(SchemaTest::touched);

    assertThat(resource.get().getMetadata().getGeneration()).isEqualTo(1);
  }

  private static DeviceConfig touched(DeviceConfig config) {
    config.setStatus(
        Serialization.unmarshal(
            "{\"observedGeneration\":1,\"deviceId\":\"a\"}", DeviceConfigStatus.class));
    return config;
  }

  private static GenericKubernetesResource create(String kind, ObjectNode spec) {
    GenericKubernetesResource object = new GenericKubernetesResource();
    object.setApiVersion("twin-operator.io/v1alpha1");
    object.setKind(kind);
    object.setMetadata(
        new ObjectMetaBuilder().withGenerateName("sample-").withNamespace(NAMESPACE).build());
    object.setAdditionalProperties(Map.of("spec", spec));
    GenericKubernetesResource stored = client.resource(object).create();
    return client.resource(stored).get();
  }

  private static JsonNode json(GenericKubernetesResource object) {
    return TestCluster.json(Serialization.asJson(object));
  }
}
