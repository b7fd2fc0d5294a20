package io.twinoperator.deviceconfig;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.twinoperator.deviceconfig.Watch.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers of each device that owes a confirmation when it was looked at, so that a deadline runs
 * only while the hub answers. A look that comes much later than was planned, or before the last
 * one, tells of blindness or of a clock that jumped, and both begin a row anew. A restart forgets
 * the rows; {@link Waits} says what still counts then.
 */
final class DeviceWatches {

  /** How much later than planned a look may be: passes queue, and budgets make them wait. */
  private static final Duration SLACK = Duration.ofMinutes(1);

  private final Map<ResourceID, Row> rows = new ConcurrentHashMap<>();

  private record Row(Watch watch, Instant last, Duration allowed) {
    Row next(Instant now) {
      Duration gap = Duration.between(last, now);
      boolean broken = gap.isNegative() || gap.compareTo(allowed) > 0;
      return new Row(broken ? new Watch(Origin.GAP, now) : watch, now, allowed);
    }
  }

  /** Takes note of a twin that was read just now. */
  Watch look(ResourceID id, Instant now) {
    return rows.compute(
            id,
            (key, row) -> row == null ? new Row(Watch.beginning(now), now, SLACK) : row.next(now))
        .watch();
  }

  /** Takes note of when the device is to be read again. */
  void plan(ResourceID id, Duration delay) {
    rows.computeIfPresent(
        id, (key, row) -> new Row(row.watch(), row.last(), delay.multipliedBy(2).plus(SLACK)));
  }

  /** Forgets a device that owes nothing, or whose object is gone. */
  void forget(ResourceID id) {
    rows.remove(id);
  }
}
