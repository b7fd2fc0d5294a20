package io.twinoperator.deviceconfig;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How often a device is looked at.
 *
 * @param afterWrite when to read again, counted from our own write; ascending
 * @param unsettled between reads after that, until the device has confirmed
 * @param settled between reads once it has
 * @param missingDevice between looks for a device that the hub does not know
 * @param quietStatus how long status is left alone while nothing but the mirror of the reported
 *     properties, values and the device's words have changed, where the spec does not say
 * @param removal how long a deletion may take
 */
public record Pace(
    List<Duration> afterWrite,
    Duration unsettled,
    Duration settled,
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
          Duration.ofSeconds(60),
          Duration.ofMinutes(5),
          Duration.ofSeconds(60),
          Duration.ofMinutes(10),
          Duration.ofSeconds(60));

  /** Copies the list. */
  public Pace {
    afterWrite = List.copyOf(afterWrite);
  }

  /**
   * How long until the device is to be read again.
   *
   * @param lastWrite our own last write, if it is known
   * @param isSettled whether there is nothing left to wait for
   */
  Duration nextRead(Optional<Instant> lastWrite, boolean isSettled, Instant now) {
    Duration steady = isSettled ? settled : unsettled;
    return lastWrite
        .flatMap(
            write ->
                afterWrite.stream()
                    .map(offset -> Duration.between(now, write.plus(offset)))
                    .filter(wait -> !wait.isNegative() && !wait.isZero())
                    .findFirst())
        .filter(wait -> !isSettled)
        .orElse(steady);
  }
}
