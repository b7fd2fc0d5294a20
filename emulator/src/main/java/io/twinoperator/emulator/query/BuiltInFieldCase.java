package io.twinoperator.emulator.query;

/** The letter case in which a projection answers a built-in field such as {@code deviceId}. */
public enum BuiltInFieldCase {
  /** Default, the Azure documents' sample: {@code SELECT DeviceId} answers {@code deviceId}. */
  CANONICAL,
  /** {@code SELECT DeviceId} answers {@code DeviceId} (azure-iot-sdk-node issue 355). */
  AS_WRITTEN
}
