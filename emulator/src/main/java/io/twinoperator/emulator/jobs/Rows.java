package io.twinoperator.emulator.jobs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The rows of {@code devices.jobs}, oldest first. */
final class Rows {
  private final List<DeviceJob> rows = new ArrayList<>();
  private long nextPosition;

  /** Adds one row a target. */
  List<DeviceJob> add(Job job, List<Target> targets, Instant now) {
    List<DeviceJob> added = new ArrayList<>(targets.size());
    for (Target target : targets) {
      added.add(new DeviceJob(nextPosition++, job, target, now));
    }
    rows.addAll(added);
    return added;
  }

  void remove(Set<Job> jobs) {
    rows.removeIf(row -> jobs.contains(row.job()));
  }

  /** Those whose position is {@code first} or later; a view. */
  List<DeviceJob> from(long first) {
    int low = 0;
    int high = rows.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (rows.get(middle).position() < first) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return rows.subList(low, rows.size());
  }
}
