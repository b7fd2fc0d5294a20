package io.twinoperator.emulator.jobs;

/**
 * What nobody outside Microsoft knows about jobs, as choices.
 *
 * @param unfinishedEndTime what an unfinished job shows as its end
 * @param scheduledJobs whether a job that starts later takes a slot before it starts
 * @param jobsOutOfTime what a job is whose execution time ran out
 */
public record JobRules(
    UnfinishedEndTime unfinishedEndTime, ScheduledJobs scheduledJobs, JobsOutOfTime jobsOutOfTime) {

  /** Every choice at its default. */
  public static JobRules defaults() {
    return new JobRules(
        UnfinishedEndTime.FAR_FUTURE, ScheduledJobs.TAKE_A_SLOT, JobsOutOfTime.FAIL);
  }
}
