package io.twinoperator.emulator.throttle;

/**
 * How one hub throttles; the limits themselves follow from its tier and units.
 *
 * @param throttling whether at all, at the start
 * @param shaping burst and backlog
 * @param deviceTwinOperations what devices count in
 * @param jobTwinUpdates what jobs count in
 */
public record ThrottleSettings(
    Throttling throttling,
    Shaping shaping,
    DeviceTwinOperations deviceTwinOperations,
    JobTwinUpdates jobTwinUpdates) {

  /**
   * Off, with every switch at its default. Off, because a test or a demonstration that is not about
   * throttles should not wait or fail for them.
   */
  public static ThrottleSettings defaults() {
    return new ThrottleSettings(
        Throttling.OFF,
        Shaping.defaults(),
        DeviceTwinOperations.SHARE_THE_TWIN_THROTTLES,
        JobTwinUpdates.OWN_PACE);
  }

  /** On, with every switch at its default. */
  public static ThrottleSettings on() {
    return defaults().with(Throttling.ON);
  }

  /** The same, on or off. */
  public ThrottleSettings with(Throttling other) {
    return new ThrottleSettings(other, shaping, deviceTwinOperations, jobTwinUpdates);
  }

  /** The same with another burst or backlog. */
  public ThrottleSettings with(Shaping other) {
    return new ThrottleSettings(throttling, other, deviceTwinOperations, jobTwinUpdates);
  }

  /** The same with devices counted otherwise. */
  public ThrottleSettings with(DeviceTwinOperations other) {
    return new ThrottleSettings(throttling, shaping, other, jobTwinUpdates);
  }

  /** The same with jobs counted otherwise. */
  public ThrottleSettings with(JobTwinUpdates other) {
    return new ThrottleSettings(throttling, shaping, deviceTwinOperations, other);
  }
}
