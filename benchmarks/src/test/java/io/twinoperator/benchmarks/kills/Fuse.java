package io.twinoperator.benchmarks.kills;

import java.util.Optional;

/** Strikes once, in the middle of the n-th of something; safe for threads. */
final class Fuse {
  private Optional<Burning> burning = Optional.empty();

  private record Burning(Moment moment, int left, Runnable strike) {}

  /**
   * Waits from now on; one that burns already is forgotten.
   *
   * @param nth 1 for the next
   */
  synchronized void light(Moment moment, int nth, Runnable strike) {
    burning = Optional.of(new Burning(moment, nth, strike));
  }

  /** One more of these; strikes on this thread, which waits, if it is the one. */
  synchronized void seen(Moment moment) {
    burning =
        burning.map(
            fuse ->
                fuse.moment() == moment
                    ? new Burning(moment, fuse.left() - 1, fuse.strike())
                    : fuse);
    if (burning.filter(fuse -> fuse.left() <= 0).isPresent()) {
      Runnable strike = burning.get().strike();
      burning = Optional.empty();
      strike.run();
    }
  }

  /** Whether it still waits. */
  synchronized boolean burns() {
    return burning.isPresent();
  }

  /** Waits no longer. */
  synchronized void putOut() {
    burning = Optional.empty();
  }
}
