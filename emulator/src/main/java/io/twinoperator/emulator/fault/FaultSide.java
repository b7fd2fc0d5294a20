package io.twinoperator.emulator.fault;

/** Who takes part in an operation in which something can go wrong. */
public enum FaultSide {
  /** A back end asks the hub over HTTPS. */
  SERVICE,
  /** A device asks the hub. */
  DEVICE,
  /** The hub tells a device of a change of its desired properties. */
  NOTIFICATION
}
