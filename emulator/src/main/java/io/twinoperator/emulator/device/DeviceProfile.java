package io.twinoperator.emulator.device;

import java.time.Duration;
import java.util.Optional;

/**
 * What a simulated device is like.
 *
 * @param deviceId its identity on the hub
 * @param behaviour how it answers desired properties
 * @param firmwareTime how long it downloads and installs firmware
 * @param reportEvery how often it reports health, network, battery and time; never when empty
 * @param seed what its measured values are drawn from
 */
public record DeviceProfile(
    String deviceId,
    Behaviour behaviour,
    Duration firmwareTime,
    Optional<Duration> reportEvery,
    long seed) {

  /** Applies at once, installs firmware in 30 s, reports no health. */
  public static DeviceProfile of(String deviceId) {
    return new DeviceProfile(
        deviceId, new Behaviour.Apply(Duration.ZERO), Duration.ofSeconds(30), Optional.empty(), 0);
  }

  /** The same device with another behaviour. */
  public DeviceProfile with(Behaviour other) {
    return new DeviceProfile(deviceId, other, firmwareTime, reportEvery, seed);
  }

  /** The same device, reporting its health this often. */
  public DeviceProfile reportingEvery(Duration interval) {
    return new DeviceProfile(deviceId, behaviour, firmwareTime, Optional.of(interval), seed);
  }

  /** The same device with other firmware times. */
  public DeviceProfile installingFirmwareIn(Duration time) {
    return new DeviceProfile(deviceId, behaviour, time, reportEvery, seed);
  }
}
