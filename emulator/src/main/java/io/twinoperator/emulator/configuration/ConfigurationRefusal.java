package io.twinoperator.emulator.configuration;

/** Why a request about configurations is refused. */
public enum ConfigurationRefusal {
  INVALID,
  TARGET_CONDITION,
  CONTENT,
  CONTENT_IS_IMMUTABLE,
  METRICS_QUERY,
  NOT_FOUND,
  ALREADY_EXISTS,
  TOO_MANY
}
