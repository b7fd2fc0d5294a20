package io.twinoperator.emulator.hub;

/**
 * Pricing tier of a hub; it decides job slots and pace (Azure documents, quotas and throttling).
 */
public enum Tier {
  FREE(1),
  S1(1),
  S2(5),
  S3(10);

  private final int activeJobs;

  Tier(int activeJobs) {
    this.activeJobs = activeJobs;
  }

  /** How many jobs may be active at once. */
  public int activeJobs() {
    return activeJobs;
  }

  /** How many configurations there may be. */
  public int configurations() {
    return switch (this) {
      case FREE -> 10;
      case S1, S2, S3 -> 100;
    };
  }

  /** Device operations per second of all jobs together. */
  public int jobDeviceOperationsPerSecond(int units) {
    return switch (this) {
      case FREE, S1 -> 10;
      case S2 -> Math.max(10, units);
      case S3 -> 50 * units;
    };
  }
}
