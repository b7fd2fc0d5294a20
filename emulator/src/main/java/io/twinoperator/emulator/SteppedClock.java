package io.twinoperator.emulator;

import io.twinoperator.emulator.time.Agenda;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * A clock for tests that stands still until it is told to go on, and then stops at everything that
 * is due on its way, so that jobs and devices act at their own times.
 *
 * <pre>{@code
 * SteppedClock clock = new SteppedClock();
 * try (HubEmulator emulator = HubEmulator.builder().clock(clock, clock.agenda()).start()) {
 *   clock.advance(Duration.ofMinutes(5));
 * }
 * }</pre>
 */
public final class SteppedClock implements InstantSource {

  private final Agenda agenda = new Agenda(this);
  private volatile Instant now = Instant.parse("2026-02-15T09:00:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  /** What is due later, by this clock. */
  public Agenda agenda() {
    return agenda;
  }

  /** Goes on, running what is due on the way; not for several threads at once. */
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
