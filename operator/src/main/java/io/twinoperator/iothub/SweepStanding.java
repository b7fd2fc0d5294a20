package io.twinoperator.iothub;

import io.twinoperator.api.v1alpha1.IoTHubStatus.SweepMode;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** How a host is swept, in words that change only when something has changed: for a status. */
public sealed interface SweepStanding {

  /** The result of the function for this kind of standing. */
  <T> T fold(
      Function<Undecided, T> undecided, Function<Unneeded, T> unneeded, Function<Swept, T> swept);

  /** It has not been looked into yet, as right after a start: what was said before still holds. */
  record Undecided() implements SweepStanding {
    @Override
    public <T> T fold(
        Function<Undecided, T> undecided,
        Function<Unneeded, T> unneeded,
        Function<Swept, T> swept) {
      return undecided.apply(this);
    }
  }

  /** Nobody watches a device of the hub. */
  record Unneeded() implements SweepStanding {
    @Override
    public <T> T fold(
        Function<Undecided, T> undecided,
        Function<Unneeded, T> unneeded,
        Function<Swept, T> swept) {
      return unneeded.apply(this);
    }
  }

  /**
   * It is swept.
   *
   * @param interval from one sweep's beginning to the next one's
   * @param calls that one sweep makes
   * @param late why no sweep has finished for longer than two intervals, if that is so
   * @param refused why the interval that was asked for is not kept, if it is not
   */
  record Swept(
      SweepMode mode,
      Duration interval,
      long calls,
      Optional<String> late,
      Optional<String> refused)
      implements SweepStanding {
    @Override
    public <T> T fold(
        Function<Undecided, T> undecided,
        Function<Unneeded, T> unneeded,
        Function<Swept, T> swept) {
      return swept.apply(this);
    }
  }
}
