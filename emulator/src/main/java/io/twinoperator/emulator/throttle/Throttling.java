package io.twinoperator.emulator.throttle;

/** Whether a hub keeps its throttles and its daily quota. */
public enum Throttling {
  /** As Azure does. */
  ON,
  /** Default: nothing waits, nothing is refused, nothing is counted. */
  OFF
}
