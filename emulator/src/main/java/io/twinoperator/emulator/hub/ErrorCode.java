package io.twinoperator.emulator.hub;

/**
 * The errors this hub answers: Microsoft's name, HTTP status and six digits (Azure documents,
 * {@code troubleshoot-error-codes}).
 */
public enum ErrorCode {
  ARGUMENT_INVALID("ArgumentInvalid", 400, 400004),
  ARGUMENT_NULL("ArgumentNull", 400, 400005),
  BLOB_CONTAINER_VALIDATION("BlobContainerValidationError", 400, 400008),
  DEVICE_DEFINED_TWICE("DeviceDefinedMultipleTimes", 400, 400011),
  INVALID_TARGET_CONDITION("InvalidConfigurationTargetCondition", 400, 400401),
  INVALID_CONFIGURATION_CONTENT("InvalidConfigurationContent", 400, 400402),
  CONFIGURATION_CONTENT_IMMUTABLE("CannotModifyImmutableConfigurationContent", 400, 400403),
  INVALID_METRICS_QUERY("InvalidConfigurationCustomMetricsQuery", 400, 400404),
  /** Named in the public API description; its digits are not known: the status and zeros. */
  INVALID_DIGITAL_TWIN_PATCH("InvalidDigitalTwinPatch", 400, 400000),
  UNAUTHORIZED("IotHubUnauthorizedAccess", 401, 401002),
  QUOTA_EXCEEDED("IotHubQuotaExceeded", 403, 403002),
  DEVICE_MAXIMUM_QUEUE_DEPTH_EXCEEDED("DeviceMaximumQueueDepthExceeded", 403, 403004),
  OPERATION_NOT_AVAILABLE_IN_CURRENT_TIER("OperationNotAvailableInCurrentTier", 403, 403010),
  DEVICE_DISABLED("DeviceDisabled", 403, 403012),
  /** Not in Microsoft's table: what the emulator has and a hub has not. */
  NOT_FOUND("NotFound", 404, 404000),
  DEVICE_NOT_FOUND("DeviceNotFound", 404, 404001),
  JOB_NOT_FOUND("JobNotFound", 404, 404002),
  MODULE_NOT_FOUND("ModuleNotFound", 404, 404010),
  DEVICE_NOT_ONLINE("DeviceNotOnline", 404, 404103),
  CONFIGURATION_NOT_FOUND("ConfigurationNotFound", 404, 404301),
  /** Microsoft's table has no six digits for 405; these are the status and zeros. */
  OPERATION_NOT_ALLOWED_IN_CURRENT_STATE("OperationNotAllowedInCurrentState", 405, 405000),
  DEVICE_ALREADY_EXISTS("DeviceAlreadyExists", 409, 409001),
  /** Not in Microsoft's table; the digits are those of its neighbours in the SDK for .NET. */
  MODULE_ALREADY_EXISTS("ModuleAlreadyExistsOnDevice", 409, 409301),
  JOB_ALREADY_EXISTS("JobAlreadyExists", 409, 409104),
  CONFIGURATION_ALREADY_EXISTS("ConfigurationAlreadyExists", 409, 409401),
  PRECONDITION_FAILED("PreconditionFailed", 412, 412001),
  DEVICE_MESSAGE_LOCK_LOST("DeviceMessageLockLost", 412, 412002),
  MESSAGE_TOO_LARGE("MessageTooLarge", 413, 413001),
  TOO_MANY_DEVICES("TooManyDevices", 413, 413002),
  TOO_MANY_MODULES("TooManyModulesOnDevice", 413, 413003),
  TOO_MANY_CONFIGURATIONS("ConfigurationCountLimitExceeded", 413, 413101),
  /** Microsoft's table has no six digits for it; these are the status and zeros. */
  UNSUPPORTED_MEDIA_TYPE("GenericUnsupportedMediaType", 415, 415000),
  TOO_MANY_REQUESTS("GenericTooManyRequests", 429, 429000),
  THROTTLED("ThrottlingException", 429, 429001),
  BACKLOG_LIMIT_EXCEEDED("ThrottleBacklogLimitExceeded", 429, 429002),
  BACKLOG_TIMEOUT("ThrottlingBacklogTimeout", 429, 429003),
  ACTIVE_JOBS_EXCEEDED("ThrottlingMaxActiveJobCountExceeded", 429, 429004),
  DEVICE_THROTTLED("DeviceThrottlingLimitExceeded", 429, 429005),
  SERVER_ERROR("ServerError", 500, 500001),
  /** The name is that of the SDK for .NET ({@code IotHubServiceErrorCode}). */
  SERVICE_UNAVAILABLE("ServiceUnavailable", 503, 503001),
  SERVER_BUSY("ServerBusy", 503, 503005),
  /** Azure/iotedge, CloudReceiver: GatewayTimeoutErrorCode. */
  GATEWAY_TIMEOUT("GatewayTimeout", 504, 504101);

  private final String hubName;
  private final int httpStatus;
  private final int digits;

  ErrorCode(String hubName, int httpStatus, int digits) {
    this.hubName = hubName;
    this.httpStatus = httpStatus;
    this.digits = digits;
  }

  /** Microsoft's name, for example {@code DeviceNotFound}. */
  public String hubName() {
    return hubName;
  }

  /** The HTTP status that carries this error. */
  public int httpStatus() {
    return httpStatus;
  }

  /** The six digits, for example 404001. */
  public int digits() {
    return digits;
  }
}
