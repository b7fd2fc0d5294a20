package io.twinoperator.emulator.page;

import io.twinoperator.emulator.hub.EmulatedHub;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a page is rendered from.
 *
 * @param hubs every hub, in order
 * @param hub the one that is looked at
 * @param parameters of the query
 * @param hubAge ages of the hub's times, by its clock
 * @param wallAge ages of times of the wall clock
 */
record Visit(
    List<EmulatedHub> hubs,
    EmulatedHub hub,
    Map<String, String> parameters,
    Age hubAge,
    Age wallAge) {

  /** A parameter, absent when it is empty. */
  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  /** That page for the hub that is looked at. */
  Address to(Address page) {
    return page.with("hub", hub.hostName());
  }
}
