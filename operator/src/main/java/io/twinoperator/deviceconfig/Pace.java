package io.twinoperator.deviceconfig;

import io.twinoperator.iothub.HubFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How often a device is looked at.
 *
 * @param afterWrite when to read again, counted from our own write, until the device has confirmed;
 *     ascending, and after the last each time twice as late
 * @param lastRead after this nothing more is read: the sweep tells when the twin has moved
 * @param missingDevice before the second look for a device that the hub does not know; the sweep
 *     sees it come, so the time doubles with each look
 * @param quietStatus how long status is left alone while nothing but the mirror of the reported
 *     properties, values and the device's words have changed, where the spec does not say
 * @param removal how long a deletion may take
 */
public record Pace(
    List<Duration> afterWrite,
    Duration lastRead,
    Duration missingDevice,
    Duration quietStatus,
    Duration removal) {

  /** The pace outside tests. */
  public static final Pace STANDARD =
      new Pace(
          List.of(
              Duration.ofSeconds(2),
              Duration.ofSeconds(5),
              Duration.ofSeconds(15),
              Duration.ofSeconds(60)),
          Duration.ofHours(1),
          Duration.ofSeconds(60),
          Duration.ofMinutes(10),
          Duration.ofSeconds(60));

  /** What a device owes after our own write. */
  enum Owed {
    /** It has confirmed all, or nobody waits for it. */
    NOTHING,
    /** It is connected and may answer any moment. */
    ANSWER,
    /** It is away: it has to come back before it can answer, and the sweep sees it come. */
    RETURN
  }

  /** Copies the list. */
  public Pace {
    afterWrite = List.copyOf(afterWrite);
  }

  /**
   * How long until the device is to be read again; empty if that is left to the sweep. One that is
   * away is read as late as any, since a hub may be behind with saying that it is back.
   *
   * @param lastWrite our own last write, if it is known
   */
  Optional<Duration> nextRead(Optional<Instant> lastWrite, Owed owed, Instant now) {
    // A write that lies ahead is from before the clock was put back.
    return lastWrite
        .map(write -> write.isAfter(now) ? now : write)
        .flatMap(
            write ->
                offsets(owed)
                    .map(offset -> Duration.between(now, write.plus(offset)))
                    .filter(wait -> !wait.isNegative() && !wait.isZero())
                    .findFirst());
  }

  private Stream<Duration> offsets(Owed owed) {
    return switch (owed) {
      case NOTHING -> Stream.empty();
      case ANSWER -> Stream.concat(afterWrite.stream(), doublings());
      case RETURN -> Stream.concat(Stream.of(latest()), doublings());
    };
  }

  private Duration latest() {
    return afterWrite.get(afterWrite.size() - 1);
  }

  private Stream<Duration> doublings() {
    return Stream.iterate(
        latest().multipliedBy(2),
        offset -> offset.compareTo(lastRead) <= 0,
        offset -> offset.multipliedBy(2));
  }

  /** When to look again for a device that the hub does not know. */
  HubFailure.Retry untilItIsThere() {
    return new Doubling(missingDevice, HubFailure.RECHECK);
  }

  /**
   * After a time, then twice as long each time; up to a tenth more.
   *
   * @param longest no wait is longer, but for that tenth
   */
  record Doubling(Duration first, Duration longest) implements HubFailure.Retry {
    private static final int MOST_DOUBLINGS = 20;

    @Override
    public Duration delay(Instant now, int attempt, double random) {
      Duration full = first.multipliedBy(1L << Math.min(attempt, MOST_DOUBLINGS));
      Duration capped = full.compareTo(longest) < 0 ? full : longest;
      return HubFailure.after(capped).delay(now, attempt, random);
    }
  }
}
