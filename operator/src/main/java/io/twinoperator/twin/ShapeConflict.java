package io.twinoperator.twin;

/**
 * A wanted leaf that cannot be written without destroying what somebody else has put there.
 *
 * @param path the wanted leaf
 * @param message what stands in the way and what to do about it
 */
public record ShapeConflict(LeafPath path, String message) {}
