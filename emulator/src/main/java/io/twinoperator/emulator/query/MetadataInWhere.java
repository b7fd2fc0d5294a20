package io.twinoperator.emulator.query;

/** Whether a WHERE may ask for {@code $metadata}, such as when a property was last written. */
public enum MetadataInWhere {
  /**
   * Default: refused. No example of the Azure documents filters by {@code $metadata}, while they do
   * by {@code $version}.
   */
  REFUSED,
  /** Answered like any other property. */
  ALLOWED
}
