package io.twinoperator.api.v1alpha1;

/** The state of a device in a rollout; a device is in exactly one. */
public enum DeviceState {
  /** Not yet released. */
  Pending,
  /** Left alone: somebody else owns a leaf. */
  Claimed,
  /** Never written: a leaf has changed since the plan, or the twin has another shape there. */
  Conflict,
  /**
   * Taken out by excludeDevices after it was written: keeps its value, and is undone with the
   * others.
   */
  Excluded,
  /** Released but offline, so not yet written. */
  Deferred,
  /** Handed to the hub; the device has not answered. */
  Written,
  /** The device works on it (202). */
  Applying,
  /** Went away after it was written. */
  WrittenOffline,
  /** Confirmed by the device after our write. */
  Converged,
  /** Was so before; nothing was written, or it proves nothing. */
  AlreadyConverged,
  /** Refused by the device, or another value acknowledged. */
  Rejected,
  /** Online, has reported the leaf before, and did not confirm in time. */
  TimedOut,
  /** Online, and has never reported the leaf. */
  Unverifiable,
  /** The hub refused the write. */
  WriteFailed,
  /** Converged, then reported something else. */
  Regressed,
  /** Somebody else has changed a leaf since. */
  Superseded,
  /** Deleted, disabled or re-created since the plan. */
  Gone,
  /** Written, away, and not yet confirmed; the rollout went on without it, and it is followed. */
  Straggler,
  /** Did not come back in time; followed no more. */
  Expired,
  /** To be undone, or undone and not yet confirmed. */
  RollbackPending,
  /** Has what it had before, or never applied the change. */
  RolledBack,
  /** The twin has what it had before, and the device did not confirm that in time. */
  RollbackUnconfirmed,
  /** Not undone: the leaf is somebody else's by now. */
  RollbackSkipped
}
