package io.twinoperator.iothub;

import io.twinoperator.api.v1alpha1.IoTHub;
import io.twinoperator.hub.HubHost;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Where each IoTHub leads, as its spec and its Secrets say at this moment. */
public interface HubDirectory {

  /** Where an IoTHub leads; answers from memory and never calls the hub. */
  HubLink resolve(String namespace, String hubName);

  /** The IoTHub itself, as this process knows it. */
  Optional<IoTHub> find(HubKey hub);

  /** The host that an IoTHub names, whether it can be called or not. */
  Optional<HubHost> hostOf(HubKey hub);

  /** All IoTHubs that name a host, in all namespaces. */
  Set<HubKey> hubsOf(HubHost host);

  /**
   * Asks to be told of every IoTHub whose link may have changed: itself, or a Secret that it names,
   * was added, changed or removed. Listeners must return quickly and must not throw.
   */
  void onChange(Consumer<HubKey> listener);
}
