package io.twinoperator.emulator.hub;

/** What passes between a hub and one of its devices, by the names that faults are given for. */
public enum DeviceOperation {
  /** A device connects. */
  DEVICE_CONNECT,
  /** A connected device reads its twin. */
  DEVICE_GET_TWIN,
  /** A connected device reports properties. */
  DEVICE_REPORT,
  /** The hub tells a connected device of a change of its desired properties. */
  DESIRED_NOTIFICATION
}
