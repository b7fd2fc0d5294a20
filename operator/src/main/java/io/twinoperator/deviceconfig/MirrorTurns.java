package io.twinoperator.deviceconfig;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Lets all DeviceConfigs of an operator together write at most ten times a second for the sake of
 * mirrors. Who comes too early is given a turn of its own, in the order of asking, so that nobody
 * asks twice in vain; a turn that is not used in time is lost.
 */
final class MirrorTurns {

  /** Between two turns. */
  static final Duration SPACING = Duration.ofMillis(100);

  /** How late a turn may be used. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Map<ResourceID, Instant> given = new HashMap<>();
  private Instant nextFree = Instant.MIN;
  private Instant latest = Instant.MIN;

  /** Takes a turn: zero if it is now, else how long until it is. */
  synchronized Duration take(ResourceID id, Instant now) {
    forgetWhereTheClockWentBack(now);
    Instant turn = given.get(id);
    if (turn != null && turn.isAfter(now)) {
      return Duration.between(now, turn);
    }
    given.remove(id);
    return turn != null && !now.isAfter(turn.plus(PATIENCE)) ? Duration.ZERO : next(id, now);
  }

  /** Gives up a turn that is not needed; nothing if none was given. */
  synchronized void giveBack(ResourceID id) {
    given.remove(id);
  }

  private Duration next(ResourceID id, Instant now) {
    Instant turn = nextFree.isAfter(now) ? nextFree : now;
    nextFree = turn.plus(SPACING);
    if (turn.equals(now)) {
      return Duration.ZERO;
    }
    given.put(id, turn);
    return Duration.between(now, turn);
  }

  /** Turns of a time that comes again would hold everybody up. */
  private void forgetWhereTheClockWentBack(Instant now) {
    if (latest.isAfter(now.plus(PATIENCE))) {
      given.clear();
      nextFree = now;
      latest = now;
    }
    latest = now.isAfter(latest) ? now : latest;
  }
}
