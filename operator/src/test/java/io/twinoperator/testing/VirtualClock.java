package io.twinoperator.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is moved; never back. */
public final class VirtualClock implements InstantSource {
  private Instant now;

  /** A clock that shows this time. */
  public VirtualClock(Instant start) {
    now = start;
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  /** Moves it to a time; one that has passed changes nothing. */
  public synchronized void moveTo(Instant time) {
    now = time.isAfter(now) ? time : now;
  }

  /** Moves it on. */
  public synchronized void advance(Duration duration) {
    now = now.plus(duration);
  }
}
