package io.twinoperator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.DeviceConfigSpec;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.IoTHub;
import io.twinoperator.api.v1alpha1.LocalObjectRef;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient
class RecordClonerTest {

  private KubernetesClient client;

  @Test
  void aCopyIsEqualAndMayBeChanged() {
    DeviceConfig config = config();
    DeviceConfig copy = new RecordCloner(client).clone(config);

    assertThat(Serialization.asYaml(copy)).isEqualTo(Serialization.asYaml(config));

    copy.getMetadata().setResourceVersion("8");
    copy.getMetadata().getAnnotations().put("b", "2");
    copy.addFinalizer("example.org/finalizer");
    copy.setStatus(DeviceConfigStatus.builder().deviceId("other").build());
    assertThat(Serialization.asYaml(config)).isEqualTo(Serialization.asYaml(config()));
  }

  @Test
  void otherKindsAreClonedToo() {
    IoTHub hub = new IoTHub();
    hub.getMetadata().setName("production");

    IoTHub copy = new RecordCloner(client).clone(hub);

    assertThat(copy).isNotSameAs(hub);
    assertThat(copy.getMetadata().getName()).isEqualTo("production");
  }

  private static DeviceConfig config() {
    DeviceConfig config = new DeviceConfig();
    config.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("plant")
            .withName("sensor")
            .withResourceVersion("7")
            .addToAnnotations("a", "1")
            .addToFinalizers("example.org/first")
            .build());
    config.setSpec(
        DeviceConfigSpec.of(
            new LocalObjectRef("production"),
            Serialization.unmarshal("{\"a\": 1}", ObjectNode.class)));
    config.setStatus(DeviceConfigStatus.builder().deviceId("sensor").build());
    return config;
  }
}
