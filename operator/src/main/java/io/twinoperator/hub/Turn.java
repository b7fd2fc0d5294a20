package io.twinoperator.hub;

/**
 * On whose behalf a call to a hub is made, and how urgent it is.
 *
 * @param caller what fairness is kept by, such as {@code DeviceConfig plant/press-1}; each caller
 *     has one place in the line, however many calls it wants to make
 */
public record Turn(Priority priority, String caller) {}
