package io.twinoperator.deviceconfig;

import static io.twinoperator.testing.TestCluster.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.testing.TestCluster;
import java.net.HttpURLConnection;
import java.util.Objects;
import java.util.function.Consumer;

/** DeviceConfigs of a test cluster: applied, changed and waited for. */
record DeviceConfigs(TestCluster cluster, String hub) {

  /** Applies one that is named like its device. */
  DeviceConfig apply(String name, String spec) {
    return apply(name, name, spec);
  }

  /** Applies one; the spec is YAML in braces, without hub and device. */
  DeviceConfig apply(String name, String deviceId, String spec) {
    DeviceConfig config = read(name, deviceId, spec);
    return cluster
        .client()
        .resource(config)
        .createOr(existing -> edit(name, current -> current.setSpec(config.getSpec())));
  }

  private DeviceConfig read(String name, String deviceId, String spec) {
    String yaml =
        """
        apiVersion: twin-operator.io/v1alpha1
        kind: DeviceConfig
        metadata: {name: %s, namespace: %s}
        spec: {hubRef: {name: %s}, deviceId: %s, %s
        """
            .formatted(name, NAMESPACE, hub, deviceId, spec.strip().substring(1));
    return Serialization.unmarshal(yaml, DeviceConfig.class);
  }

  /** Changes one, anew where the operator writes status at the same moment. */
  DeviceConfig edit(String name, Consumer<DeviceConfig> change) {
    return await("edit of " + name)
        .ignoreExceptionsMatching(
            e ->
                e instanceof KubernetesClientException refused
                    && refused.getCode() == HttpURLConnection.HTTP_CONFLICT)
        .until(
            () ->
                resource(name)
                    .edit(
                        config -> {
                          change.accept(config);
                          return config;
                        }),
            Objects::nonNull);
  }

  void delete(String name) {
    resource(name).delete();
  }

  DeviceConfig get(String name) {
    return resource(name).get();
  }

  DeviceConfig awaitReady(String name, String status, String reason) {
    await(name + " Ready=" + status + "/" + reason)
        .untilAsserted(
            () -> {
              DeviceConfig config = get(name);
              assertThat(config.getStatus()).isNotNull();
              assertThat(config.getStatus().observedGeneration())
                  .isEqualTo(config.getMetadata().getGeneration());
              Condition ready = condition(config, "Ready");
              assertThat(ready.getStatus() + "/" + ready.getReason())
                  .as(ready.getMessage())
                  .isEqualTo(status + "/" + reason);
            });
    return get(name);
  }

  void awaitDesired(String deviceId, String key, String json) {
    await(deviceId + " " + key + "=" + json)
        .untilAsserted(
            () ->
                assertThat(cluster.twin(deviceId, "/properties/desired/" + key))
                    .isEqualTo(TestCluster.json(json)));
  }

  static Condition condition(DeviceConfig config, String type) {
    return config.getStatus().conditions().stream()
        .filter(condition -> type.equals(condition.getType()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no condition " + type));
  }

  static String message(DeviceConfig config, String type) {
    return condition(config, type).getMessage();
  }

  static boolean isStalled(DeviceConfig config) {
    return config.getStatus().conditions().stream()
        .anyMatch(c -> "Stalled".equals(c.getType()) && "True".equals(c.getStatus()));
  }

  private Resource<DeviceConfig> resource(String name) {
    return cluster.client().resources(DeviceConfig.class).inNamespace(NAMESPACE).withName(name);
  }
}
