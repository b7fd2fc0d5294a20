package io.twinoperator.emulator.jobs;

/**
 * What a hub's tier and switches make of jobs.
 *
 * @param activeJobs how many may be unfinished at once
 * @param operationsPerSecond devices per second, of all jobs together
 * @param rules choices for what is not known about the real hub
 */
public record JobSettings(int activeJobs, int operationsPerSecond, JobRules rules) {}
