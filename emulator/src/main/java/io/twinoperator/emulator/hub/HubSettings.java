package io.twinoperator.emulator.hub;

import io.twinoperator.emulator.throttle.ThrottleSettings;
import java.time.Duration;

/**
 * How one hub is set up.
 *
 * @param tier pricing tier
 * @param units 1 or more
 * @param switches choices for what is not known about the real hub
 * @param queryLag how old a change is when queries, jobs and configurations see it; the real hub
 *     asks to tolerate up to 30 minutes (Azure documents, queries for twins)
 * @param throttles whether and how it throttles
 */
public record HubSettings(
    Tier tier, int units, Switches switches, Duration queryLag, ThrottleSettings throttles) {

  /** Refuses units below 1 and a negative lag. */
  public HubSettings {
    if (units < 1) {
      throw new IllegalArgumentException("units is " + units + ": a hub has at least 1 unit");
    }
    if (queryLag.isNegative()) {
      throw new IllegalArgumentException("queryLag is " + queryLag + ": it cannot be negative");
    }
  }

  /** Queries see each change at once, and nothing is throttled. */
  public HubSettings(Tier tier, int units, Switches switches) {
    this(tier, units, switches, Duration.ZERO, ThrottleSettings.defaults());
  }

  /** The same, but queries see a change when it is this old. */
  public HubSettings withQueryLag(Duration lag) {
    return new HubSettings(tier, units, switches, lag, throttles);
  }

  /** One unit of S1, every switch at its default. */
  public static HubSettings defaults() {
    return of(Tier.S1, 1);
  }

  /** A tier and units, every switch at its default. */
  public static HubSettings of(Tier tier, int units) {
    return new HubSettings(tier, units, Switches.defaults());
  }

  /** The same with other throttles. */
  public HubSettings with(ThrottleSettings other) {
    return new HubSettings(tier, units, switches, queryLag, other);
  }
}
