package io.twinoperator.benchmarks.deviceconfig;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.benchmarks.fleet.Sample;
import io.twinoperator.benchmarks.stage.Crowd;
import io.twinoperator.benchmarks.stage.Namespace;
import java.util.function.Consumer;

/**
 * The DeviceConfigs that are measured.
 *
 * @param namespace where they are
 */
record Configs(Namespace namespace) {

  /** Creates DeviceConfigs, several at a time. */
  void create(String prefix, int count) {
    create(prefix, count, unchanged -> {});
  }

  /**
   * Creates DeviceConfigs, several at a time.
   *
   * @param change what is different in them
   */
  void create(String prefix, int count, Consumer<ObjectNode> change) {
    Crowd.each(
        count,
        number -> {
          ObjectNode asked = Sample.asked(namespace.name(), Sample.name(prefix, number));
          change.accept((ObjectNode) asked.get("spec"));
          namespace
              .client()
              .resource(Serialization.unmarshal(asked.toString(), GenericKubernetesResource.class))
              .create();
        });
  }

  /** Changes the edited leaf of one object's spec, with one call. */
  void edit(String object, int value) {
    namespace
        .client()
        .resources(DeviceConfig.class)
        .inNamespace(namespace.name())
        .withName(object)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\":{\"desired\":{\"%s\":%d}}}".formatted(Sample.EDITED, value));
  }

  /** Deletes all DeviceConfigs; their finalizers are nobody's. */
  void deleteAll() {
    namespace.client().resources(DeviceConfig.class).inNamespace(namespace.name()).delete();
  }
}
