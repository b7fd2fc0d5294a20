package io.twinoperator.emulator.throttle;

/** Whether what devices do with their twins counts in the throttles of twin reads and updates. */
public enum DeviceTwinOperations {
  /**
   * Default: they share them with the back end. The documented rows are "Twin (device and module)
   * reads" and "updates" of a hub and have no other row for devices; it is also the stricter one.
   */
  SHARE_THE_TWIN_THROTTLES,
  /** Only the back end is throttled. */
  UNTHROTTLED
}
