package io.twinoperator.emulator.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is told to go on, and then runs an agenda on its way. */
public final class VirtualClock implements InstantSource {
  private Instant now = Instant.parse("2026-02-16T09:00:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  /** Goes on, stopping at every instant at which the agenda has something due. */
  public void advance(Duration duration, Agenda agenda) {
    Instant target = now.plus(duration);
    agenda.runDue();
    while (agenda.nextDue().filter(due -> !due.isAfter(target)).isPresent()) {
      now = agenda.nextDue().orElseThrow();
      agenda.runDue();
    }
    now = target;
  }
}
