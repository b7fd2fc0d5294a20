package io.twinoperator.emulator.device;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a simulated device is like.
 *
 * @param deviceId its identity on the hub
 * @param behaviour how it answers desired properties
 * @param methods what it answers to which direct method; 501 to any other
 * @param firmwareTime how long it downloads and installs firmware
 * @param reportEvery how often it reports health, network, battery and time; never when empty
 * @param seed what its measured values are drawn from
 */
public record DeviceProfile(
    String deviceId,
    Behaviour behaviour,
    Map<String, MethodReply> methods,
    Duration firmwareTime,
    Optional<Duration> reportEvery,
    long seed) {

  /** Keeps a copy of the methods. */
  public DeviceProfile {
    methods = Map.copyOf(methods);
  }

  /** Applies at once, installs firmware in 30 s, has no methods, reports no health. */
  public static DeviceProfile of(String deviceId) {
    return new DeviceProfile(
        deviceId,
        new Behaviour.Apply(Duration.ZERO),
        Map.of(),
        Duration.ofSeconds(30),
        Optional.empty(),
        0);
  }

  /** The same device with another behaviour. */
  public DeviceProfile with(Behaviour other) {
    return new DeviceProfile(deviceId, other, methods, firmwareTime, reportEvery, seed);
  }

  /** The same device with one method more. */
  public DeviceProfile answering(String method, MethodReply reply) {
    Map<String, MethodReply> all = new TreeMap<>(methods);
    all.put(method, reply);
    return new DeviceProfile(deviceId, behaviour, all, firmwareTime, reportEvery, seed);
  }

  /** The same device, reporting its health this often. */
  public DeviceProfile reportingEvery(Duration interval) {
    return new DeviceProfile(
        deviceId, behaviour, methods, firmwareTime, Optional.of(interval), seed);
  }

  /** The same device with other firmware times. */
  public DeviceProfile installingFirmwareIn(Duration time) {
    return new DeviceProfile(deviceId, behaviour, methods, time, reportEvery, seed);
  }
}
