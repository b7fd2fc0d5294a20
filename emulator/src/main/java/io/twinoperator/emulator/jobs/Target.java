package io.twinoperator.emulator.jobs;

import java.util.Optional;

/**
 * What a job works on: a device, or a module of one.
 *
 * @param deviceId the device
 * @param moduleId empty for the device itself
 */
public record Target(String deviceId, Optional<String> moduleId) {}
