package io.twinoperator.emulator.jobs;

import java.time.Duration;
import java.time.Instant;

/** The device operations per second that all jobs of a hub share, evenly spaced. */
final class Pace {
  private final Duration interval;
  private Instant freeFrom = Instant.MIN;

  Pace(int operationsPerSecond) {
    this.interval = Duration.ofSeconds(1).dividedBy(operationsPerSecond);
  }

  /** Takes the next free turn and answers when it is; at the earliest one interval from now. */
  Instant take(Instant now) {
    freeFrom = (freeFrom.isAfter(now) ? freeFrom : now).plus(interval);
    return freeFrom;
  }
}
