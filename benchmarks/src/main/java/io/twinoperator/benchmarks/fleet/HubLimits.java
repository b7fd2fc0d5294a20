package io.twinoperator.benchmarks.fleet;

import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.hub.Tier;
import io.twinoperator.emulator.throttle.JobTwinUpdates;
import io.twinoperator.emulator.throttle.ThrottleSettings;
import io.twinoperator.emulator.throttle.ThrottledOperation;
import java.util.List;

/**
 * How large a hub is, and whether what its jobs write counts in the throttle of twin updates, which
 * nobody outside Microsoft knows.
 *
 * @param tier pricing tier
 * @param units 1 or more
 * @param jobTwinUpdates what jobs count in
 */
public record HubLimits(Tier tier, int units, JobTwinUpdates jobTwinUpdates) {
  private static final double SECONDS_OF_A_MINUTE = 60;

  /** Jobs have a pace of their own. */
  public static HubLimits of(Tier tier, int units) {
    return new HubLimits(tier, units, JobTwinUpdates.OWN_PACE);
  }

  /** The same hub, whose jobs take turns of the throttle of twin updates. */
  public HubLimits sharedThrottle() {
    return new HubLimits(tier, units, JobTwinUpdates.TAKE_TURNS_OF_THE_TWIN_THROTTLE);
  }

  /** Twins that may be patched in a second. */
  public double updatesPerSecond() {
    return perSecond(ThrottledOperation.TWIN_UPDATE);
  }

  /** Twins that may be read in a second. */
  public double readsPerSecond() {
    return perSecond(ThrottledOperation.TWIN_READ);
  }

  /** Twins that all jobs together write in a second. */
  public double jobUpdatesPerSecond() {
    return tier.jobDeviceOperationsPerSecond(units);
  }

  /** Pages of queries in a second. */
  public double pagesPerSecond() {
    return perSecond(ThrottledOperation.QUERY);
  }

  /** Pages of queries that pass at once after a rest: those of a minute. */
  public double pagesAtOnce() {
    return pagesPerSecond() * SECONDS_OF_A_MINUTE;
  }

  private double perSecond(ThrottledOperation operation) {
    var limit = tier.throttles(units).of(operation);
    return (double) limit.operations() / limit.window().toSeconds();
  }

  /** As words for a process. */
  List<String> words() {
    return List.of(tier.name(), Integer.toString(units), jobTwinUpdates.name());
  }

  /** From those words. */
  static HubLimits read(List<String> words) {
    return new HubLimits(
        Tier.valueOf(words.get(0)),
        Integer.parseInt(words.get(1)),
        JobTwinUpdates.valueOf(words.get(2)));
  }

  /** A hub of this size, which keeps no limits until it is told to. */
  HubSettings settings() {
    return HubSettings.of(tier, units).with(ThrottleSettings.defaults().with(jobTwinUpdates));
  }

  /** Such as {@code S1} or {@code 2 units of S3}. */
  @Override
  public String toString() {
    return units == 1 ? tier.name() : units + " units of " + tier;
  }
}
