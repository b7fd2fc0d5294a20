package io.twinoperator.fleetrollout.simulation;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/** What happens in the cluster between two passes: edits of the object, DeviceConfigs. */
final class Interventions {
  private final PriorityQueue<Planned> planned =
      new PriorityQueue<>(Comparator.comparing(Planned::at).thenComparing(Planned::number));
  private int number;

  private record Planned(Instant at, int number, Runnable what) {}

  /** Has this happen at that time, or before the next pass after it. */
  void at(Instant time, Runnable what) {
    planned.add(new Planned(time, number++, what));
  }

  /** Does all that is due. */
  void runDue(Instant now) {
    for (Planned next = planned.peek();
        next != null && !next.at().isAfter(now);
        next = planned.peek()) {
      planned.remove();
      next.what().run();
    }
  }

  /** When the next is due; empty if nothing is planned. */
  Optional<Instant> next() {
    return Optional.ofNullable(planned.peek()).map(Planned::at);
  }
}
