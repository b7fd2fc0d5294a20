package io.twinoperator.emulator.jobs;

/** Whether a job that starts later takes one of the hub's slots before it starts. */
public enum ScheduledJobs {
  /** Default: every unfinished job counts, so one too many is refused when it is created. */
  TAKE_A_SLOT,
  /** Only started jobs count; one that finds no slot at its start waits as queued. */
  WAIT_FOR_A_SLOT
}
