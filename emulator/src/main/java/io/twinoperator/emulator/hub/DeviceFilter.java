package io.twinoperator.emulator.hub;

import java.util.Optional;

/**
 * What a person looks for among the devices; every part that is given has to hold.
 *
 * @param idPart stands in the device's id, in any letter case; empty for any
 * @param connectionState {@code Connected} or {@code Disconnected}
 * @param condition a WHERE condition of the query language, without WHERE
 */
public record DeviceFilter(
    String idPart, Optional<String> connectionState, Optional<String> condition) {

  /** Every device. */
  public static DeviceFilter all() {
    return new DeviceFilter("", Optional.empty(), Optional.empty());
  }
}
