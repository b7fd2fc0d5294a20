package io.twinoperator.emulator.throttle;

/** The classes of operations that a hub throttles, each for itself (Azure documents, quotas). */
public enum ThrottledOperation {
  /** Creates, reads, lists, changes and deletes identities of devices and modules. */
  IDENTITY_REGISTRY,
  /** Runs a query, whatever it is on; each page is one. */
  QUERY,
  /** Reads one twin, from the back end or from its device. */
  TWIN_READ,
  /** Writes one twin, from the back end or from its device. */
  TWIN_UPDATE,
  /** Creates, reads, lists and cancels jobs; not what a job does to its devices. */
  JOB_OPERATION,
  /** Creates, reads, changes, lists and deletes configurations. */
  CONFIGURATION_OPERATION,
  /** Invokes a direct method; measured in meters of 4 KB of the request. */
  DIRECT_METHOD,
  /** Connects a device; not how many are connected. */
  DEVICE_CONNECTION
}
