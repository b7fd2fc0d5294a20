package io.twinoperator.emulator.auth;

/** What a shared access policy allows (IoT Hub documentation, "Access control and permissions"). */
public enum Permission {
  /** Read device identities. */
  REGISTRY_READ,
  /** Create, change and delete device identities. */
  REGISTRY_WRITE,
  /** Read and write twins, query, run jobs. */
  SERVICE_CONNECT,
  /** Act as a device. */
  DEVICE_CONNECT
}
