package io.twinoperator.emulator.jobs;

/**
 * What went wrong for one device of a job.
 *
 * @param code for example {@code DeviceNotFound}
 * @param description in the hub's words
 */
public record DeviceFailure(String code, String description) {}
