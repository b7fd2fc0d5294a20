package io.twinoperator.emulator;

import io.twinoperator.emulator.time.Agenda;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** A virtual clock that stops at everything that is due on its way. */
public final class SteppedClock implements InstantSource {

  private final Agenda agenda = new Agenda(this);
  private volatile Instant now = Instant.parse("2026-02-15T09:00:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  public Agenda agenda() {
    return agenda;
  }

  public void advance(Duration step) {
    Instant end = now.plus(step);
    agenda.runDue();
    Optional<Instant> due = agenda.nextDue().filter(next -> !next.isAfter(end));
    while (due.isPresent()) {
      now = due.get().isAfter(now) ? due.get() : now;
      agenda.runDue();
      due = agenda.nextDue().filter(next -> !next.isAfter(end));
    }
    now = end;
  }
}
