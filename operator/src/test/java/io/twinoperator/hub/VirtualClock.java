package io.twinoperator.hub;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that moves when it is told to. */
public final class VirtualClock implements InstantSource {

  private Instant now = Instant.parse("2026-03-01T12:00:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  /** Moves on, or back. */
  public void advance(Duration step) {
    now = now.plus(step);
  }
}
