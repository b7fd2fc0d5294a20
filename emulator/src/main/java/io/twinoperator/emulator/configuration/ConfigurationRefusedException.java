package io.twinoperator.emulator.configuration;

/** A request about configurations that the hub refuses. */
public final class ConfigurationRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ConfigurationRefusal refusal;

  ConfigurationRefusedException(ConfigurationRefusal refusal, String message) {
    super(message);
    this.refusal = refusal;
  }

  /** Why. */
  public ConfigurationRefusal refusal() {
    return refusal;
  }
}
