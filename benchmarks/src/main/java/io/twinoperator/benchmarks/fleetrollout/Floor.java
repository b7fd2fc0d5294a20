package io.twinoperator.benchmarks.fleetrollout;

import io.twinoperator.benchmarks.fleet.HubLimits;
import io.twinoperator.emulator.throttle.JobTwinUpdates;

/**
 * How long a change takes on a hub for its limits alone, whoever makes it. What a limit lets pass
 * in a second passes at once after a rest, as in the emulator.
 *
 * @param limits of the hub
 * @param devices that are changed
 */
record Floor(HubLimits limits, int devices) {
  private static final double PAGE = 100;

  /** Seconds for the pages of the query that finds the devices. */
  double planning() {
    double pages = Math.ceil(devices / PAGE);
    return Math.max(0, pages - limits.pagesAtOnce()) / limits.pagesPerSecond();
  }

  /**
   * Seconds from the first write to the last.
   *
   * @param mode as {@code writer.mode} calls it
   */
  double writing(String mode) {
    double patches = limits.updatesPerSecond();
    double jobs = limits.jobUpdatesPerSecond();
    boolean shared = limits.jobTwinUpdates() == JobTwinUpdates.TAKE_TURNS_OF_THE_TWIN_THROTTLE;
    return switch (mode) {
      case "Job" -> (devices - 1) / (shared ? Math.min(jobs, patches) : jobs);
      case "TwinPatch" -> Math.max(0, devices - patches) / patches;
      case "Auto" -> Math.max(0, devices - patches) / (shared ? patches : patches + jobs);
      default -> throw new IllegalArgumentException("no floor is known for writer.mode " + mode);
    };
  }

  /**
   * Seconds from the first write to the last confirmation that somebody has read: each twin is read
   * before its write and once after it.
   *
   * @param mode as {@code writer.mode} calls it
   */
  double confirming(String mode) {
    double reads = limits.readsPerSecond();
    return Math.max(writing(mode), Math.max(0, 2.0 * devices - reads) / reads);
  }
}
