package io.twinoperator.emulator.http;

import io.twinoperator.emulator.auth.Permission;

/** What the service API can be asked for. */
sealed interface Operation {

  /** What a caller's policy has to allow. */
  Permission needs();

  /** An operation on twins, queries or jobs. */
  sealed interface ServiceOperation extends Operation {
    @Override
    default Permission needs() {
      return Permission.SERVICE_CONNECT;
    }
  }

  /** An operation that reads identities. */
  sealed interface RegistryRead extends Operation {
    @Override
    default Permission needs() {
      return Permission.REGISTRY_READ;
    }
  }

  /** An operation that changes identities. */
  sealed interface RegistryWrite extends Operation {
    @Override
    default Permission needs() {
      return Permission.REGISTRY_WRITE;
    }
  }

  /** GET /twins/{id}. */
  record GetTwin(String deviceId) implements ServiceOperation {}

  /** PATCH /twins/{id}. */
  record PatchTwin(String deviceId) implements ServiceOperation {}

  /** PUT /twins/{id}. */
  record ReplaceTwin(String deviceId) implements ServiceOperation {}

  /** POST /devices/query. */
  record Query() implements ServiceOperation {}

  /** GET /jobs/v2/{id}. */
  record GetJob(String jobId) implements ServiceOperation {}

  /** PUT /jobs/v2/{id}. */
  record CreateJob(String jobId) implements ServiceOperation {}

  /** POST /jobs/v2/{id}/cancel. */
  record CancelJob(String jobId) implements ServiceOperation {}

  /** GET /jobs/v2/query. */
  record QueryJobs() implements ServiceOperation {}

  /** GET /devices/{id}. */
  record GetDevice(String deviceId) implements RegistryRead {}

  /** GET /devices. */
  record ListDevices() implements RegistryRead {}

  /** GET /statistics/devices. */
  record DeviceStatistics() implements RegistryRead {}

  /** PUT /devices/{id}: creates without If-Match, updates with it. */
  record PutDevice(String deviceId) implements RegistryWrite {}

  /** DELETE /devices/{id}. */
  record DeleteDevice(String deviceId) implements RegistryWrite {}
}
