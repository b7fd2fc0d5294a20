package io.twinoperator.iothub;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Names one IoTHub object; two of them may lead to one hub host. */
public record HubKey(String namespace, String name) {

  /** The key of an IoTHub. */
  public static HubKey of(HasMetadata hub) {
    return new HubKey(hub.getMetadata().getNamespace(), hub.getMetadata().getName());
  }

  /** Namespace and name, such as {@code plant/production}. */
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
