package io.twinoperator.api.v1alpha1;

/** When an object counts as ready. */
public enum ReadyWhen {
  /** When its device has confirmed everything, and also while the device is away. */
  ConvergedOrOffline,
  /** When its device has confirmed everything. */
  Converged,
  /** When the hub stores what is asked. */
  Synced
}
