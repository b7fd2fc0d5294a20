package io.twinoperator.emulator.twin;

/**
 * The automatic configuration that wrote desired properties; it stands in their metadata.
 *
 * @param configurationId shown as {@code $lastUpdatedBy}
 * @param digest shown as {@code $lastUpdatedByDigest}
 */
public record Author(String configurationId, String digest) {
  /** The member of a leaf's metadata that names the configuration. */
  public static final String ID_KEY = "$lastUpdatedBy";

  static final String DIGEST_KEY = "$lastUpdatedByDigest";
}
