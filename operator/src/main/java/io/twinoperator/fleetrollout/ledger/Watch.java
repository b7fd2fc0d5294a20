package io.twinoperator.fleetrollout.ledger;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A member that is followed. Stored as six numbers, since a rollout may follow tens of thousands.
 *
 * @param sinceMillis when it was handed to the hub, deferred or undone, in milliseconds of the
 *     epoch
 * @param readMillis when its twin was last read; 0 if not since
 * @param reads how often it was read since
 * @param visibleMillis {@link Progress#visibleMillis} of that reading, or of the beginning
 * @param awaitedMillis how long it was seen to be online without confirming; stands still while the
 *     hub does not answer
 * @param attempts writes that did not take effect, this one included
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
public record Watch(
    long sinceMillis,
    long readMillis,
    int reads,
    long visibleMillis,
    long awaitedMillis,
    int attempts) {

  /** A watch that begins now. */
  public static Watch from(Instant now, long visibleMillis, int attempts) {
    return new Watch(now.toEpochMilli(), 0, 0, visibleMillis, 0, attempts);
  }

  /** The same after a reading at which it was expected to answer, and did not. */
  public Watch awaited(Instant now, long visible) {
    return new Watch(
        sinceMillis,
        now.toEpochMilli(),
        reads + 1,
        visible,
        awaitedMillis + Math.max(0, visible - visibleMillis),
        attempts);
  }

  /** The same after a reading at which it could not answer. */
  public Watch read(Instant now, long visible) {
    return new Watch(sinceMillis, now.toEpochMilli(), reads + 1, visible, awaitedMillis, attempts);
  }

  /** The same with another number of attempts. */
  public Watch attempted(int times) {
    return new Watch(sinceMillis, readMillis, reads, visibleMillis, awaitedMillis, times);
  }

  /** When it began. */
  public Instant since() {
    return Instant.ofEpochMilli(sinceMillis);
  }

  /** When the twin was last read; empty if not since it began. */
  public Optional<Instant> lastReadAt() {
    return readMillis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(readMillis));
  }

  /** How long the device was seen to be online without confirming. */
  public Duration awaited() {
    return Duration.ofMillis(awaitedMillis);
  }
}
