package io.twinoperator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.Cloner;
import io.twinoperator.api.v1alpha1.DeviceConfig;

/**
 * Gives each pass a DeviceConfig of its own to change. The framework's way is to write the object
 * as JSON and to read it again, before each pass and each write of status; here spec and status are
 * records that nobody changes, so that a copy of the metadata is enough.
 */
public final class RecordCloner implements Cloner {

  private final KubernetesClient client;

  /** A cloner; the client clones what is no DeviceConfig, which is seldom. */
  public RecordCloner(KubernetesClient client) {
    this.client = client;
  }

  @Override
  @SuppressWarnings("unchecked") // What is copied is of the class of the copy.
  public <R extends HasMetadata> R clone(R object) {
    return object instanceof DeviceConfig config
        ? (R) copy(config)
        : client.getKubernetesSerialization().clone(object);
  }

  private static DeviceConfig copy(DeviceConfig config) {
    ObjectMeta metadata = new ObjectMetaBuilder(config.getMetadata()).build();
    DeviceConfig copy = new DeviceConfig();
    copy.setApiVersion(config.getApiVersion());
    copy.setKind(config.getKind());
    copy.setMetadata(metadata);
    copy.setSpec(config.getSpec());
    copy.setStatus(config.getStatus());
    return copy;
  }
}
