package io.twinoperator.hub;

/**
 * Rates of one hub, after the operator's share was taken. The job slots are never scaled: half a
 * slot is none.
 *
 * @param reads twin reads per second
 * @param writes twin updates per second
 * @param queries queries per minute
 * @param jobOperations calls to create, read or cancel jobs, per minute
 * @param jobDeviceOperations devices that the hub's jobs write per second; the hub's own pace, not
 *     ours to take
 * @param activeJobs jobs that may be active at once
 */
public record HubLimits(
    double reads,
    double writes,
    double queries,
    double jobOperations,
    double jobDeviceOperations,
    int activeJobs) {

  private static final double SECONDS_PER_MINUTE = 60;

  /** Tiers of IoT Hub that have device twins. */
  public enum Tier {
    FREE,
    S1,
    S2,
    S3
  }

  /**
   * The limits of a hub, from "IoT Hub quotas and throttling" in Microsoft's documentation (May
   * 2025).
   *
   * @param units units of the hub, 1 or more
   * @param sharePercent how much of each rate to take, 1 to 100
   * @throws IllegalArgumentException if units or share are out of range
   */
  public static HubLimits of(Tier tier, int units, int sharePercent) {
    if (units < 1) {
      throw new IllegalArgumentException("units is " + units + "; a hub has at least 1");
    }
    if (sharePercent < 1 || sharePercent > 100) {
      throw new IllegalArgumentException(
          "sharePercent is " + sharePercent + "; it must be 1 to 100");
    }
    return whole(tier, units).scaled(sharePercent / 100.0);
  }

  /** The rate at which calls of a class may be made, per second. */
  public double perSecond(OperationClass operation) {
    return switch (operation) {
      case TWIN_READ -> reads;
      case TWIN_WRITE -> writes;
      case QUERY -> queries / SECONDS_PER_MINUTE;
      case JOB -> jobOperations / SECONDS_PER_MINUTE;
    };
  }

  /** The lower of each limit of the two. */
  HubLimits lower(HubLimits other) {
    return new HubLimits(
        Math.min(reads, other.reads),
        Math.min(writes, other.writes),
        Math.min(queries, other.queries),
        Math.min(jobOperations, other.jobOperations),
        Math.min(jobDeviceOperations, other.jobDeviceOperations),
        Math.min(activeJobs, other.activeJobs));
  }

  private static HubLimits whole(Tier tier, int units) {
    return switch (tier) {
      case FREE, S1 -> new HubLimits(100, 50, 20.0 * units, 100.0 * units, 10, 1);
      case S2 ->
          new HubLimits(
              Math.max(100, 10.0 * units),
              Math.max(50, 5.0 * units),
              20.0 * units,
              100.0 * units,
              Math.max(10, units),
              5);
      case S3 ->
          new HubLimits(
              500.0 * units, 250.0 * units, 1000.0 * units, 5000.0 * units, 50.0 * units, 10);
    };
  }

  private HubLimits scaled(double share) {
    return new HubLimits(
        reads * share,
        writes * share,
        queries * share,
        jobOperations * share,
        jobDeviceOperations,
        activeJobs);
  }
}
