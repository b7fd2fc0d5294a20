package io.twinoperator.emulator.jobs;

/** What a job is when its execution time ran out before every device had ended. */
public enum JobsOutOfTime {
  /** Default: {@code failed}, so that a client which looks at the job alone is not misled. */
  FAIL,
  /**
   * {@code completed}, with the devices that did not run failed; so PTC's documentation of its
   * Azure IoT connector describes a hub's jobs.
   */
  COMPLETE
}
