package io.twinoperator.demo.story;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions, for as long as is left in all. */
final class Patience {
  private static final long POLL_MILLIS = 50;

  private final InstantSource clock;
  private final Instant end;

  /** Patience for so long from now. */
  Patience(InstantSource clock, Duration inAll) {
    this.clock = clock;
    this.end = clock.instant().plus(inAll);
  }

  /** Waits until there is one; empty if it did not come in time. */
  <T> Optional<T> await(Supplier<Optional<T>> probe) throws InterruptedException {
    Optional<T> found = probe.get();
    while (found.isEmpty() && clock.instant().isBefore(end)) {
      Thread.sleep(POLL_MILLIS);
      found = probe.get();
    }
    return found;
  }

  /** Waits until it holds; false if it did not in time. */
  boolean until(BooleanSupplier condition) throws InterruptedException {
    return await(() -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty()).isPresent();
  }
}
