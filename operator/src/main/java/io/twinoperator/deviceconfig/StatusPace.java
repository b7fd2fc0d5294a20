package io.twinoperator.deviceconfig;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ReportedMirror;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * When a status is written: at once where it means something, and where it only mirrors what a
 * device does, seldom for each object and {@link MirrorTurns} for all of them together.
 */
final class StatusPace {

  private final MirrorTurns turns = new MirrorTurns();
  private final Duration standardInterval;

  /**
   * A pace.
   *
   * @param standardInterval between writes of one object for the mirror's sake, where its spec does
   *     not say
   */
  StatusPace(Duration standardInterval) {
    this.standardInterval = standardInterval;
  }

  /**
   * When to write the next status over the previous one.
   *
   * @return zero for now; empty if there is nothing to write
   */
  Optional<Duration> due(
      ResourceID id,
      Optional<DeviceConfigStatus> previous,
      DeviceConfigStatus next,
      MirrorPolicy policy,
      Instant now) {
    return switch (StatusNews.of(previous, next)) {
      case AT_ONCE -> {
        turns.giveBack(id);
        yield Optional.of(Duration.ZERO);
      }
      case IN_TURN -> Optional.of(turns.take(id, now));
      case SELDOM -> {
        Duration rest = rest(previous.map(DeviceConfigStatus::mirror), interval(policy), now);
        yield Optional.of(rest.isZero() ? turns.take(id, now) : rest);
      }
      case NEVER -> {
        turns.giveBack(id);
        yield Optional.empty();
      }
    };
  }

  /** Forgets an object that is no more. */
  void forget(ResourceID id) {
    turns.giveBack(id);
  }

  private Duration interval(MirrorPolicy policy) {
    return policy.minInterval().orElse(standardInterval);
  }

  /**
   * A mirror from a time to come tells of a clock that went back, and does not hold up the next.
   */
  private static Duration rest(Optional<ReportedMirror> mirror, Duration interval, Instant now) {
    return mirror
        .flatMap(StatusPace::takenAt)
        .filter(taken -> !taken.isAfter(now))
        .map(taken -> Duration.between(now, taken.plus(interval)))
        .filter(rest -> !rest.isNegative())
        .orElse(Duration.ZERO);
  }

  private static Optional<Instant> takenAt(ReportedMirror mirror) {
    try {
      return Optional.of(Instant.parse(mirror.observedAt()));
    } catch (DateTimeParseException e) {
      return Optional.empty(); // Somebody else wrote it.
    }
  }
}
