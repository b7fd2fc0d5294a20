package io.twinoperator.iothub.sweep;

import java.time.Duration;

/**
 * How much of a hub sweeps may take.
 *
 * @param share of the operator's query or read budget, and of the hub's daily message quota
 * @param shortest the default interval is a multiple of this, so that it stays what it is while a
 *     few devices come and go
 * @param idle between looks for work where there is none, in memory alone
 */
public record SweepPace(double share, Duration shortest, Duration idle) {

  /** The pace outside tests: a quarter, a minute at least. */
  public static final SweepPace STANDARD =
      new SweepPace(0.25, Duration.ofMinutes(1), Duration.ofSeconds(2));
}
