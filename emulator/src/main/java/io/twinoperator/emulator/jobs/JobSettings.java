package io.twinoperator.emulator.jobs;

/**
 * What a hub's tier and switches make of jobs.
 *
 * @param activeJobs how many may be unfinished at once
 * @param operationsPerSecond devices per second, of all jobs together
 * @param scheduledJobs whether jobs that start later take a slot
 * @param unfinishedEndTime what an unfinished job shows as its end
 */
public record JobSettings(
    int activeJobs,
    int operationsPerSecond,
    ScheduledJobs scheduledJobs,
    UnfinishedEndTime unfinishedEndTime) {}
