package io.twinoperator.fleetrollout.simulation;

import io.twinoperator.hub.HubException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What goes wrong with calls to the hub. */
final class HubTroubles {
  private final Dice dice;
  private final VirtualTime time;
  private final Set<Trouble> happened;
  private Optional<Window> away = Optional.empty();
  private Optional<Window> throttled = Optional.empty();
  private Optional<Window> quota = Optional.empty();
  private double errorBefore;
  private double errorAfter;
  private Instant errorsUntil = Instant.MIN;

  HubTroubles(Dice dice, VirtualTime time, Set<Trouble> happened) {
    this.dice = dice;
    this.time = time;
    this.happened = happened;
  }

  private record Window(Instant from, Instant until) {
    boolean contains(Instant now) {
      return !now.isBefore(from) && now.isBefore(until);
    }
  }

  private Optional<Window> window(Duration horizon, Duration least, Duration most) {
    Instant from = time.now().plus(dice.within(horizon));
    return Optional.of(new Window(from, from.plus(dice.between(least, most))));
  }

  /** No call is answered for a while. */
  void away(Duration horizon) {
    away = window(horizon, Duration.ofSeconds(5), Duration.ofHours(2));
  }

  /** Nearly every call is throttled, for hours. */
  void throttled(Duration horizon) {
    throttled = window(horizon, Duration.ofMinutes(5), Duration.ofHours(3));
  }

  /** The hub has no messages left, for hours. */
  void quota(Duration horizon) {
    quota = window(horizon, Duration.ofMinutes(10), Duration.ofHours(3));
  }

  /** Calls fail now and then before they take effect. */
  void errorsBefore(double share, Duration horizon) {
    errorBefore = share;
    errorsUntil = time.now().plus(horizon);
  }

  /** Answers are lost now and then after the call took effect. */
  void resetsAfter(double share, Duration horizon) {
    errorAfter = share;
    errorsUntil = time.now().plus(horizon);
  }

  /** Fails a call that will have no effect. */
  void before() throws HubException {
    Instant now = time.now();
    if (away.isPresent() && away.get().contains(now)) {
      happened.add(Trouble.HUB_AWAY);
      throw new HubException.Unavailable("the hub is away");
    }
    if (throttled.isPresent() && throttled.get().contains(now) && dice.chance(0.9)) {
      happened.add(Trouble.THROTTLED_FOR_HOURS);
      throw new HubException.Throttled(
          "too many calls", Duration.ofSeconds(10), HubException.Throttled.By.HUB);
    }
    if (quota.isPresent() && quota.get().contains(now)) {
      happened.add(Trouble.QUOTA_FOR_HOURS);
      throw new HubException.QuotaExceeded("no messages left");
    }
    if (errorBefore > 0 && now.isBefore(errorsUntil) && dice.chance(errorBefore)) {
      happened.add(Trouble.ERRORS_BEFORE_THE_WRITE);
      throw new HubException.Unavailable("500, and nothing was done");
    }
  }

  /** Loses the answer of a call that took effect. */
  void after() throws HubException {
    if (errorAfter > 0 && time.now().isBefore(errorsUntil) && dice.chance(errorAfter)) {
      happened.add(Trouble.RESETS_AFTER_THE_WRITE);
      throw new HubException.Unavailable("the connection was reset");
    }
  }
}
