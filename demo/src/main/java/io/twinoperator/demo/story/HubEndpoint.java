package io.twinoperator.demo.story;

import io.twinoperator.api.v1alpha1.IoTHubSpec;

/** The one field of the examples that depends on this machine. */
final class HubEndpoint {
  private HubEndpoint() {}

  /** The spec with another endpoint, and otherwise as it is. */
  static IoTHubSpec replaced(IoTHubSpec spec, String endpoint) {
    return new IoTHubSpec(
        spec.hostName(),
        spec.credentials(),
        spec.tier(),
        spec.units(),
        spec.budget(),
        endpoint,
        spec.caSecretRef(),
        spec.suspend(),
        spec.sweepInterval());
  }
}
