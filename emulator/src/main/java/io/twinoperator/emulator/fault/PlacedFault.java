package io.twinoperator.emulator.fault;

/**
 * A rule in place.
 *
 * @param id by which it can be taken away
 * @param rule when what goes wrong
 * @param asked how many operations it was about
 * @param fired how many of them it let fail
 */
public record PlacedFault(long id, FaultRule rule, long asked, long fired) {}
