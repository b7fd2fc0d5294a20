package io.twinoperator.emulator.hub;

/**
 * How one hub is set up.
 *
 * @param tier pricing tier
 * @param units 1 or more
 * @param switches choices for what is not known about the real hub
 */
public record HubSettings(Tier tier, int units, Switches switches) {

  /** Refuses units below 1. */
  public HubSettings {
    if (units < 1) {
      throw new IllegalArgumentException("units is " + units + ": a hub has at least 1 unit");
    }
  }

  /** One unit of S1, every switch at its default. */
  public static HubSettings defaults() {
    return of(Tier.S1, 1);
  }

  /** A tier and units, every switch at its default. */
  public static HubSettings of(Tier tier, int units) {
    return new HubSettings(tier, units, Switches.defaults());
  }
}
