package io.twinoperator.emulator.http;

import io.twinoperator.emulator.auth.Permission;

/** What the service API can be asked for, and what a caller's policy has to allow for it. */
enum Operation {
  GET_TWIN(Permission.SERVICE_CONNECT),
  PATCH_TWIN(Permission.SERVICE_CONNECT),
  REPLACE_TWIN(Permission.SERVICE_CONNECT),
  QUERY(Permission.SERVICE_CONNECT),
  GET_JOB(Permission.SERVICE_CONNECT),
  CREATE_JOB(Permission.SERVICE_CONNECT),
  CANCEL_JOB(Permission.SERVICE_CONNECT),
  QUERY_JOBS(Permission.SERVICE_CONNECT),
  GET_DEVICE(Permission.REGISTRY_READ),
  LIST_DEVICES(Permission.REGISTRY_READ),
  DEVICE_STATISTICS(Permission.REGISTRY_READ),
  /** Creates without If-Match, updates with it. */
  PUT_DEVICE(Permission.REGISTRY_WRITE),
  DELETE_DEVICE(Permission.REGISTRY_WRITE);

  private final Permission needs;

  Operation(Permission needs) {
    this.needs = needs;
  }

  Permission needs() {
    return needs;
  }
}
