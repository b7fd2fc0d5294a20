package io.twinoperator.emulator.fault;

/** Who takes part in an operation in which something can go wrong. */
public enum FaultSide {
  /** A back end, or a device without a connection, asks the hub over HTTPS. */
  SERVICE,
  /** A device asks the hub over its connection. */
  DEVICE,
  /** The hub tells a device of a change of its desired properties. */
  NOTIFICATION
}
