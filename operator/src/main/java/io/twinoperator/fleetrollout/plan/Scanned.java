package io.twinoperator.fleetrollout.plan;

import io.twinoperator.hub.DailyMessages;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the hub was asked before a plan is made.
 *
 * @param devices all that the selector selects, the excluded ones too
 * @param waveMatches ids that the query of a wave selects, by the wave's name; waves without a
 *     query have none
 * @param devicesOnHub how many devices there are at all; empty where nobody needs to know
 * @param configurations of automatic device management that share leaves and devices with the
 *     rollout
 * @param pageBytes size of each page that was read, in bytes
 */
public record Scanned(
    List<FoundDevice> devices,
    Map<String, Set<String>> waveMatches,
    OptionalLong devicesOnHub,
    List<SharedConfiguration> configurations,
    List<Integer> pageBytes) {

  /** Copies the collections. */
  public Scanned {
    devices = List.copyOf(devices);
    waveMatches = Map.copyOf(waveMatches);
    configurations = List.copyOf(configurations);
    pageBytes = List.copyOf(pageBytes);
  }

  /** Messages of the hub's daily quota that the scan took. */
  long messages(DailyMessages quota) {
    return pageBytes.stream().mapToLong(quota::messages).sum();
  }
}
