package io.twinoperator.emulator.query;

/** The key of a projected path that has no alias. */
public enum ProjectionKey {
  /** Default: {@code tags.location.floor} gives {@code floor}. */
  LAST_SEGMENT,
  /** {@code tags.location.floor} gives {@code tags.location.floor}. */
  FULL_PATH
}
