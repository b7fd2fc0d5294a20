package io.twinoperator.demo.device;

import java.time.Duration;

/**
 * What a device's program has to know.
 *
 * @param connectionString of the device; names the hub, not where it is reached
 * @param certificateAuthority to trust, as PEM
 * @param firmwareTime how long a firmware update takes
 * @param reportEvery how often it reports its health
 */
public record DeviceOrders(
    String connectionString,
    String certificateAuthority,
    Duration firmwareTime,
    Duration reportEvery) {

  /** Without the key. */
  @Override
  public String toString() {
    return "DeviceOrders[firmwareTime=" + firmwareTime + ", reportEvery=" + reportEvery + "]";
  }
}
