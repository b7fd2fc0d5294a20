package io.twinoperator.emulator.hub;

/**
 * One line about a device.
 *
 * @param deviceId case-sensitive
 * @param status {@code enabled} or {@code disabled}
 * @param connectionState {@code Connected} or {@code Disconnected}
 * @param lastActivityTime as the hub writes times
 * @param version the twin's root version
 * @param desiredVersion {@code $version} of the desired properties
 * @param reportedVersion {@code $version} of the reported properties
 * @param modules how many modules it has
 */
public record DeviceSummary(
    String deviceId,
    String status,
    String connectionState,
    String lastActivityTime,
    long version,
    long desiredVersion,
    long reportedVersion,
    int modules) {

  static DeviceSummary of(Registration device, int modules) {
    return new DeviceSummary(
        device.id().deviceId(),
        device.identity().status().json(),
        device.row().connection().json(),
        device.row().lastActivityTime(),
        device.twin().version(),
        device.twin().desired().version(),
        device.twin().reported().version(),
        modules);
  }
}
