package io.twinoperator.fleetrollout.spec;

import java.util.OptionalInt;

/** How many devices a selector must find, at least and at most. */
public record ExpectedDevices(OptionalInt min, OptionalInt max) {
  /** Any number. */
  public static final ExpectedDevices ANY =
      new ExpectedDevices(OptionalInt.empty(), OptionalInt.empty());

  /** Whether so many are as expected. */
  public boolean allows(int devices) {
    return devices >= min.orElse(0) && devices <= max.orElse(Integer.MAX_VALUE);
  }
}
