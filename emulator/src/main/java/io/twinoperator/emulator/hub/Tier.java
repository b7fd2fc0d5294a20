package io.twinoperator.emulator.hub;

import io.twinoperator.emulator.throttle.MessageAllowance;
import io.twinoperator.emulator.throttle.ThrottleTable;

/**
 * Pricing tier of a hub; it decides job slots and pace, throttles and the daily quota (Azure
 * documents, quotas and throttling).
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

  /** The limits of each class of operation. */
  public ThrottleTable throttles(int units) {
    return switch (this) {
      case FREE, S1 -> ThrottleTable.freeOrS1(units);
      case S2 -> ThrottleTable.s2(units);
      case S3 -> ThrottleTable.s3(units);
    };
  }

  /** The messages of a day. */
  public MessageAllowance messages(int units) {
    return switch (this) {
      case FREE -> MessageAllowance.free(units);
      case S1 -> MessageAllowance.s1(units);
      case S2 -> MessageAllowance.s2(units);
      case S3 -> MessageAllowance.s3(units);
    };
  }
}
