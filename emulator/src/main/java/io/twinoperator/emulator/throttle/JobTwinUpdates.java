package io.twinoperator.emulator.throttle;

/** Whether what jobs do to devices counts in the throttle of twin updates. */
public enum JobTwinUpdates {
  /** Default: they have a pace of their own only; the documents have a row of its own for them. */
  OWN_PACE,
  /** Each one takes a turn of the twin updates as well, so a running job slows other writers. */
  TAKE_TURNS_OF_THE_TWIN_THROTTLE
}
