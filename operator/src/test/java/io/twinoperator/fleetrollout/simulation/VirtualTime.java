package io.twinoperator.fleetrollout.simulation;

import io.twinoperator.emulator.time.Agenda;
import io.twinoperator.testing.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** The time of one world: it moves from one thing that is due to the next. */
final class VirtualTime {
  /** When every world begins: some hours before the quota of the day is new. */
  static final Instant START = Instant.parse("2026-01-05T20:00:00Z");

  private final VirtualClock clock = new VirtualClock(START);
  private final Agenda agenda = new Agenda(clock);

  InstantSource clock() {
    return clock;
  }

  Agenda agenda() {
    return agenda;
  }

  Instant now() {
    return clock.instant();
  }

  /** When the next thing happens by itself; empty if nothing will. */
  Optional<Instant> nextDue() {
    return agenda.nextDue();
  }

  /** Has this happen after a while. */
  void in(Duration delay, Runnable event) {
    agenda.schedule(now().plus(delay), event);
  }

  /** Lets time pass up to then, with all that happens meanwhile; a time in the past is now. */
  void moveTo(Instant target) {
    for (Optional<Instant> due = agenda.nextDue();
        due.isPresent() && !due.get().isAfter(target);
        due = agenda.nextDue()) {
      clock.moveTo(due.get());
      agenda.runDue();
    }
    clock.moveTo(target);
  }
}
