package io.twinoperator.deviceconfig;

import java.time.Instant;

/**
 * For how long one device has been looked at without a gap, by this process.
 *
 * @param origin why it has not been for longer
 * @param since the first look of the unbroken row, or the present one
 */
record Watch(Origin origin, Instant since) {

  /** Where an unbroken row of looks begins. */
  enum Origin {
    /** With the first look of this process; what status says of the time before may stand. */
    FIRST_LOOK,
    /** After a gap: the hub did not answer, or a clock jumped. The time before does not count. */
    GAP
  }

  /** A row that begins now, as far as this process knows. */
  static Watch beginning(Instant now) {
    return new Watch(Origin.FIRST_LOOK, now);
  }
}
