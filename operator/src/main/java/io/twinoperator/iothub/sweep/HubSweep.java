package io.twinoperator.iothub.sweep;

import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.Priority;
import io.twinoperator.hub.Turn;
import io.twinoperator.iothub.DeviceChange;
import io.twinoperator.iothub.DeviceChanges;
import io.twinoperator.iothub.HubDirectory;
import io.twinoperator.iothub.HubFailure;
import io.twinoperator.iothub.Sighting;
import io.twinoperator.iothub.SweepReading;
import io.twinoperator.iothub.SweepStanding;
import io.twinoperator.iothub.WatchedDevices;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;

/**
 * Sweeps one host, for ever: a step makes one call at most and says when to take the next. Steps
 * must follow one another; what it says of itself can be read at any time.
 *
 * <p>What a sweep does that cannot go on: where the hub throttles it or cannot be reached, it goes
 * on later where it stopped. Where the daily quota is used up, or the hub refuses the query, it
 * starts over: rows from before midnight are old by then.
 */
final class HubSweep {

  /** Intervals without a finished sweep after which that is said. */
  private static final int PATIENCE = 2;

  /** A hub that is away for less is not worth a word. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  private final HubHost host;
  private final HubDirectory directory;
  private final WatchedDevices watched;
  private final DeviceChanges changes;
  private final SweepPace pace;

  /** After everything else that is asked of the hub. */
  private final Turn turn;

  private final InstantSource clock;
  private final DoubleSupplier random;

  private Optional<SweepCourse> course = Optional.empty();
  private Optional<SweepPlan> plan = Optional.empty();
  private Optional<String> lastFailure = Optional.empty();
  private int failures;
  private int way;
  private Instant neededSince;
  private Instant begunAt;
  private Instant notBefore;
  private Instant lastSeen;

  private volatile boolean reconsider;
  private volatile SweepStanding standing = new SweepStanding.Undecided();
  private volatile SweepReading reading;

  HubSweep(
      HubHost host,
      HubDirectory directory,
      WatchedDevices watched,
      DeviceChanges changes,
      SweepPace pace,
      InstantSource clock,
      DoubleSupplier random) {
    this.host = host;
    this.turn = new Turn(Priority.SWEEP, "sweep of " + host);
    this.directory = directory;
    this.watched = watched;
    this.changes = changes;
    this.pace = pace;
    this.clock = clock;
    this.random = random;
    this.reading = new SweepReading(host, Optional.empty(), false, 0, 0);
    this.neededSince = clock.instant();
    this.begunAt = neededSince;
    this.notBefore = neededSince;
    this.lastSeen = neededSince;
  }

  /** How it is swept, in words that do not change by themselves. */
  SweepStanding standing() {
    return standing;
  }

  /** How far it is, in numbers. */
  SweepReading reading() {
    return reading;
  }

  /** An IoTHub of the host has changed, and the plan with it, perhaps. */
  void reconsider() {
    reconsider = true;
  }

  /**
   * Takes one step.
   *
   * @return how long to stay away
   */
  Duration step() {
    Duration next = advance();
    plan.ifPresent(known -> standing = known.standing(late(known)));
    return next;
  }

  private Duration advance() {
    Instant now = clock.instant();
    if (now.isBefore(lastSeen)) {
      clockWentBack(now);
    }
    lastSeen = now;
    if (reconsider) {
      reconsider = false;
      plan.ifPresent(known -> replan(now));
    }
    if (now.isBefore(notBefore)) {
      return rest();
    }
    Optional<SweptHost> swept = SweptHost.find(directory, host);
    if (swept.isEmpty()) {
      return pace.idle();
    }
    if (course.isEmpty() && !begin(swept.get(), now)) {
      return pace.idle();
    }
    call(swept.get());
    return rest();
  }

  /** Else nothing would be swept, and nobody told, until the clock is where it was. */
  private void clockWentBack(Instant now) {
    notBefore = now;
    begunAt = now;
    neededSince = now;
    reading =
        new SweepReading(
            host, Optional.empty(), reading.underWay(), reading.calls(), reading.moved());
  }

  /** Looks up now and then: another interval may have been asked for. */
  private Duration rest() {
    Duration left = Duration.between(clock.instant(), notBefore);
    if (left.isNegative()) {
      return Duration.ZERO;
    }
    return left.compareTo(pace.idle()) < 0 ? left : pace.idle();
  }

  /** Another interval counts from the beginning of the sweep before. */
  private void replan(Instant now) {
    Optional<SweptHost> swept = SweptHost.find(directory, host);
    Optional<Set<String>> devices = watched.devicesOn(host).filter(some -> !some.isEmpty());
    if (swept.isPresent() && devices.isPresent()) {
      plan = Optional.of(SweepPlan.of(swept.get(), devices.get(), pace));
      if (failures > 0) {
        notBefore = now; // What did not work may have been mended.
      } else if (course.isEmpty()) {
        notBefore = begunAt.plus(plan.get().interval());
      }
    }
  }

  /** Begins a sweep, if there is anything to be swept. */
  private boolean begin(SweptHost swept, Instant now) {
    Optional<Set<String>> devices = watched.devicesOn(host);
    if (devices.isEmpty()) {
      return false;
    }
    if (devices.get().isEmpty()) {
      plan = Optional.empty();
      standing = new SweepStanding.Unneeded();
      neededSince = now;
      return false;
    }
    SweepPlan made = SweepPlan.of(swept, devices.get(), pace);
    plan = Optional.of(made);
    begunAt = now;
    course = Optional.of(SweepCourse.begin(made.choice().mode(), devices.get(), this::seen));
    count(0, 0);
    return true;
  }

  private void call(SweptHost swept) {
    SweepCourse current = course.orElseThrow();
    try {
      current.step(swept.link(way).hub(turn));
      failures = 0;
      lastFailure = Optional.empty();
      count(1, 0);
      notBefore = clock.instant().plus(plan.orElseThrow().choice().spacing());
      if (current.isDone()) {
        finish();
      }
    } catch (HubException e) {
      failed(e, swept.links().size());
    }
  }

  private void finish() {
    Instant now = clock.instant();
    Instant due = begunAt.plus(plan.orElseThrow().interval());
    course = Optional.empty();
    notBefore = due.isAfter(notBefore) ? due : notBefore;
    reading = new SweepReading(host, Optional.of(now), false, reading.calls(), reading.moved());
  }

  /** Another way is tried at once; when all have failed, later. */
  private void failed(HubException e, int ways) {
    HubFailure failure = HubFailure.of(e);
    Instant now = clock.instant();
    boolean throttled = e instanceof HubException.Throttled;
    boolean goesOn =
        throttled || e instanceof HubException.Unavailable || e instanceof HubException.Unknown;
    boolean othersAreLeft = !throttled && (failures + 1) % ways != 0;
    notBefore =
        othersAreLeft
            ? now
            : now.plus(failure.retry().delay(now, failures / ways, random.getAsDouble()));
    if (!throttled) {
      failures++;
      way++;
      lastFailure = Optional.of(failure.reason() + ": " + failure.message());
    }
    if (!goesOn) {
      course = Optional.empty();
    }
  }

  private void seen(String deviceId, Sighting sighting) {
    if (changes.tell(new DeviceChange(host, deviceId, sighting))) {
      count(0, 1);
    }
  }

  private void count(int calls, int moved) {
    reading =
        new SweepReading(
            host,
            reading.lastFinished(),
            course.isPresent(),
            reading.calls() + calls,
            reading.moved() + moved);
  }

  private Optional<String> late(SweepPlan known) {
    Instant since = reading.lastFinished().filter(neededSince::isBefore).orElse(neededSince);
    Instant patience = since.plus(known.interval().multipliedBy(PATIENCE)).plus(GRACE);
    return clock.instant().isBefore(patience)
        ? Optional.empty()
        : Optional.of(lastFailure.orElse("other calls leave too little of the budget"));
  }
}
