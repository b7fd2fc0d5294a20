package io.twinoperator.hub.azure;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far this machine's clock is from a hub's. Tokens name the second at which they end, so a
 * clock that is off makes good keys fail.
 *
 * @param ahead by how much this machine's clock is ahead, negative if behind; empty if the hub did
 *     not say what time it is
 */
record ClockDifference(Optional<Duration> ahead) {

  /** The hub's time is known to the second, and an answer takes its time. */
  private static final Duration NEGLIGIBLE = Duration.ofMinutes(1);

  static ClockDifference of(Instant here, Optional<Instant> hub) {
    return new ClockDifference(hub.map(there -> Duration.between(there, here)));
  }

  /** Why a hub may have refused credentials, in half a sentence; the likeliest cause first. */
  String explain(String doubt) {
    return ahead
        .map(
            difference ->
                difference.abs().compareTo(NEGLIGIBLE) < 0
                    ? doubt + "; this machine's clock agrees with the hub's"
                    : "this machine's clock is %s the hub's, which is enough for a good key to be refused: set the clock; or %s"
                        .formatted(words(difference), doubt))
        .orElse(doubt + ", or the clock of this machine may be off");
  }

  private static String words(Duration difference) {
    Duration size = difference.abs();
    String length =
        size.toHours() == 0
            ? size.toMinutes() + " min"
            : "%d h %d min".formatted(size.toHours(), size.toMinutesPart());
    return length + (difference.isNegative() ? " behind" : " ahead of");
  }
}
