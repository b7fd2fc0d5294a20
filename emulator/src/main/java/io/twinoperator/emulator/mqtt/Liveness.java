package io.twinoperator.emulator.mqtt;

import java.time.Duration;
import java.time.Instant;

/**
 * How long a connection may stay, by the wall clock: real clients ping and sign in real time,
 * whatever the hub's clock does. Thread-safe.
 */
final class Liveness {
  /** The longest silence the hub bears, 29.45 minutes (Azure documents, MQTT keep-alive). */
  static final Duration LONGEST_SILENCE = Duration.ofSeconds(1767);

  private volatile Instant lastHeard;
  private volatile Duration silence;
  private volatile Instant until = Instant.MAX;

  /** A connection of this instant that has to say something within {@code firstPacket}. */
  Liveness(Instant now, Duration firstPacket) {
    this.lastHeard = now;
    this.silence = firstPacket;
  }

  /** A whole packet came. */
  void heard(Instant now) {
    lastHeard = now;
  }

  /**
   * The client was let in.
   *
   * @param keepAliveSeconds the client's, 0 for none; silence is borne for 1.5 times as long
   * @param tokenExpiry when its token ends, and with it the connection
   */
  void accepted(int keepAliveSeconds, Instant tokenExpiry) {
    Duration allowed = Duration.ofMillis(keepAliveSeconds * 1500L);
    boolean capped = allowed.isZero() || allowed.compareTo(LONGEST_SILENCE) > 0;
    silence = capped ? LONGEST_SILENCE : allowed;
    until = tokenExpiry;
  }

  boolean isSilent(Instant now) {
    return now.isAfter(lastHeard.plus(silence));
  }

  boolean isExpired(Instant now) {
    return !now.isBefore(until);
  }
}
