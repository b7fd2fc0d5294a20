package io.twinoperator.emulator.fault;

import java.util.Optional;

/**
 * One operation in which something can go wrong.
 *
 * @param hub the hub's host name
 * @param operation its name, for example {@code PATCH_TWIN}
 * @param device the device it is about, empty for a query or a job
 */
public record FaultPoint(String hub, String operation, Optional<String> device) {}
