package io.twinoperator.benchmarks.stage;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.twinoperator.benchmarks.fleet.FleetHub;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * A namespace with an IoTHub called {@code hub}.
 *
 * @param client an administrator's
 * @param name of the namespace
 */
public record Namespace(KubernetesClient client, String name) {
  private static final String HUB = "hub";

  /** Creates a namespace with an IoTHub that leads to a hub. */
  public static Namespace create(
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
  public void change(FleetHub.Address hub, HubSpec spec) {
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
}
