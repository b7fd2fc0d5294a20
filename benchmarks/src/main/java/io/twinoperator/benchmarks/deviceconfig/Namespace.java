package io.twinoperator.benchmarks.deviceconfig;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.benchmarks.fleet.FleetHub;
import io.twinoperator.benchmarks.fleet.Sample;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A namespace with an IoTHub called {@code hub} and the DeviceConfigs that are measured.
 *
 * @param client an administrator's
 * @param name of the namespace
 */
record Namespace(KubernetesClient client, String name) {
  private static final String HUB = "hub";

  /** Creates a namespace with an IoTHub that leads to a hub. */
  static Namespace create(
      KubernetesClient client, String name, FleetHub.Address hub, HubSpec spec) {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    Namespace created = new Namespace(client, name);
    client.resource(created.secret("hub-key", "connectionString", hub.connectionString())).create();
    client.resource(created.secret("hub-ca", "ca.crt", hub.ca())).create();
    client.resource(created.hub(hub, spec)).create();
    return created;
  }

  private Secret secret(String secret, String key, String value) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName(secret)
        .withNamespace(name)
        .endMetadata()
        .withData(Map.of(key, base64(value)))
        .build();
  }

  private static String base64(String value) {
    return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
  }

  private GenericKubernetesResource hub(FleetHub.Address hub, HubSpec spec) {
    return Serialization.unmarshal(
        """
        apiVersion: twin-operator.io/v1alpha1
        kind: IoTHub
        metadata: {name: %s, namespace: %s}
        spec:
          hostName: %s
          endpoint: %s
          credentials: {secretRef: {name: hub-key}}
          caSecretRef: {name: hub-ca}
          %s
        """
            .formatted(HUB, name, FleetHub.HOST, hub.endpoint(), spec.yaml().strip()),
        GenericKubernetesResource.class);
  }

  /** Gives the IoTHub other limits, or another interval of sweeps. */
  void change(FleetHub.Address hub, HubSpec spec) {
    GenericKubernetesResource wanted = hub(hub, spec);
    client
        .genericKubernetesResources(wanted.getApiVersion(), wanted.getKind())
        .inNamespace(name)
        .withName(HUB)
        .edit(
            current -> {
              current.setAdditionalProperty("spec", wanted.getAdditionalProperties().get("spec"));
              return current;
            });
  }

  /** Creates DeviceConfigs, several at a time. */
  void createConfigs(String prefix, int count) {
    createConfigs(prefix, count, unchanged -> {});
  }

  /**
   * Creates DeviceConfigs, several at a time.
   *
   * @param change what is different in them
   */
  void createConfigs(String prefix, int count, Consumer<ObjectNode> change) {
    Crowd.each(
        count,
        number -> {
          ObjectNode asked = Sample.asked(name, Sample.name(prefix, number));
          change.accept((ObjectNode) asked.get("spec"));
          client
              .resource(Serialization.unmarshal(asked.toString(), GenericKubernetesResource.class))
              .create();
        });
  }

  /** Changes the edited leaf of one object's spec, with one call. */
  void edit(String object, int value) {
    client
        .resources(DeviceConfig.class)
        .inNamespace(name)
        .withName(object)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\":{\"desired\":{\"%s\":%d}}}".formatted(Sample.EDITED, value));
  }

  /** Deletes all DeviceConfigs; their finalizers are nobody's. */
  void deleteConfigs() {
    client.resources(DeviceConfig.class).inNamespace(name).delete();
  }
}
