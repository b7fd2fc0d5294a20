package io.twinoperator.fleetrollout.simulation;

import java.time.Duration;

/**
 * How a device answers what is asked of it.
 *
 * @param first from the notice to its first report
 * @param second from the notice to the next one, where it makes two
 */
record Behaviour(Kind kind, Duration first, Duration second) {
  private static final Duration SOON = Duration.ofMillis(200);

  /** The kinds of devices. */
  enum Kind {
    /** Acknowledges with 200. */
    ACKNOWLEDGES,
    /** Acknowledges with 202, and with 200 when it is done. */
    ACCEPTS_THEN_APPLIES,
    /** Reports the plain value. */
    REPORTS_PLAINLY,
    /** Acknowledges with 200 and has another value. */
    LIES,
    /** Refuses with 400 and keeps what it had. */
    REJECTS,
    /** Refuses with 500 first and applies it later. */
    REJECTS_THEN_APPLIES,
    /** Reported before, and says nothing now. */
    IS_SILENT,
    /** Has never reported anything. */
    NEVER_REPORTS,
    /** Acknowledges, reports something else after a while, and the right value again. */
    FLAPS,
    /** Acknowledges the version before, and the right one later. */
    ACKNOWLEDGES_STALE_FIRST,
    /** Acknowledges the version before for ever. */
    ACKNOWLEDGES_STALE_ONLY,
    /** Acknowledges with 202 for ever. */
    IS_STUCK;

    /** Whether such a device ever shows that it took the change and stays with it. */
    boolean isGood() {
      return this == ACKNOWLEDGES || this == ACCEPTS_THEN_APPLIES || this == REPORTS_PLAINLY;
    }
  }

  /** A device that works, in one of the three ways. */
  static Behaviour good(Dice dice, Duration slowest) {
    Kind kind = dice.pick(Kind.ACKNOWLEDGES, Kind.ACCEPTS_THEN_APPLIES, Kind.REPORTS_PLAINLY);
    return drawn(dice, kind, slowest);
  }

  /** A device that does not. */
  static Behaviour bad(Dice dice, Duration slowest) {
    Kind kind = dice.pick(Kind.values());
    return drawn(dice, kind, slowest);
  }

  private static Behaviour drawn(Dice dice, Kind kind, Duration slowest) {
    Duration first = dice.between(SOON, slowest);
    return new Behaviour(kind, first, first.plus(dice.between(SOON, slowest)));
  }
}
