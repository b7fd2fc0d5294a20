package io.twinoperator.emulator.configuration;

/** What a configuration is to one twin it targets. */
public enum ConfigurationStatus {
  /** Its condition holds, but another one wins, or its settings do not fit. */
  TARGETED("Targeted"),
  /** Its settings are in the twin. */
  APPLIED("Applied");

  private final String text;

  ConfigurationStatus(String text) {
    this.text = text;
  }

  /** As queries compare it: {@code Targeted} or {@code Applied}. */
  public String text() {
    return text;
  }
}
