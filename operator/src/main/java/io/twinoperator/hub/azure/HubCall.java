package io.twinoperator.hub.azure;

import io.twinoperator.hub.HubHost;

/**
 * What is being asked of which hub: what an error's message names.
 *
 * @param thing such as {@code device sensor-1}
 * @param endpoint where the hub is reached
 */
record HubCall(Operation operation, String thing, HubHost host, Endpoint endpoint) {

  /** Operations on a hub. */
  enum Operation {
    READ_TWIN("reading the twin of"),
    PATCH_TWIN("patching the twin of"),
    QUERY("running"),
    CREATE_JOB("creating"),
    READ_JOB("reading"),
    CANCEL_JOB("cancelling"),
    COUNT_DEVICES("counting"),
    LIST_CONFIGURATIONS("listing");

    private final String words;

    Operation(String words) {
      this.words = words;
    }
  }

  /** Such as {@code patching the twin of device sensor-1 on x.azure-devices.net}. */
  @Override
  public String toString() {
    String where = host.name().equals(endpoint.host()) ? "" : " (at " + endpoint + ")";
    return operation.words + " " + thing + " on " + host + where;
  }
}
