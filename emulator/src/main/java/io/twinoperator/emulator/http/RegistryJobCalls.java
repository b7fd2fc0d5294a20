package io.twinoperator.emulator.http;

import io.twinoperator.emulator.hub.HubError;

/** Import and export of identities, the jobs of version 1. */
final class RegistryJobCalls {
  private RegistryJobCalls() {}

  /** Why nothing can be imported or exported. */
  static HubError refusal(Call call) {
    return call.hub().registryJobs().refusal(call.body());
  }

  static ServiceResponse list(Call call) {
    return ServiceResponse.ok(Json.array(call.hub().registryJobs().list()));
  }

  /** What any job's id is answered. */
  static HubError unknown(Call call) {
    return call.hub().registryJobs().unknown(call.id());
  }
}
