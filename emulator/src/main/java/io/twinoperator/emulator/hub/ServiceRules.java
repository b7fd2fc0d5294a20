package io.twinoperator.emulator.hub;

import io.twinoperator.emulator.configuration.ConfigurationRules;

/**
 * Choices about identities, configurations and requests that are not known of the real hub.
 *
 * @param configurations priorities, drift and removal
 * @param unlistedApiVersion a well-formed api-version that no client library ever sent
 * @param otherMediaType a body that says it is not JSON
 * @param bulkErrorCode how a bulk change names an error
 * @param bulkTwin what importMode updateTwin does to tags and desired properties
 */
public record ServiceRules(
    ConfigurationRules configurations,
    UnlistedApiVersion unlistedApiVersion,
    OtherMediaType otherMediaType,
    BulkErrorCode bulkErrorCode,
    BulkTwin bulkTwin) {

  /** A well-formed api-version that is not in the emulator's list. */
  public enum UnlistedApiVersion {
    /**
     * Default: 400 InvalidProtocolVersion, as live hubs answered a version that their region did
     * not have yet (Industrial-IoT pull request 708) and {@code 2018-06} (azure-docs issue 58500).
     */
    REFUSED,
    /** Served like every other, for clients newer than the list. */
    SERVED
  }

  /** A body whose Content-Type is there and is not JSON. */
  public enum OtherMediaType {
    /** Default: 415 GenericUnsupportedMediaType, which is in the hub's list of errors. */
    REFUSED,
    /** Read as JSON all the same. */
    READ_AS_JSON
  }

  /** The member {@code errorCode} of a bulk change's errors. */
  public enum BulkErrorCode {
    /** Default: six digits, as a live hub's import log has it (azure-functions-host issue 1641). */
    DIGITS,
    /** Microsoft's name, as the public API description has it. */
    NAME
  }

  /** What a bulk change with importMode {@code updateTwin} does. */
  public enum BulkTwin {
    /** Default: merges, so that what the request does not speak of stays. */
    MERGED,
    /** Replaces the sections that are given. */
    REPLACED
  }

  /** Each choice at its default. */
  public static ServiceRules defaults() {
    return new ServiceRules(
        ConfigurationRules.defaults(),
        UnlistedApiVersion.REFUSED,
        OtherMediaType.REFUSED,
        BulkErrorCode.DIGITS,
        BulkTwin.MERGED);
  }
}
