package io.twinoperator.emulator.jobs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.Map;

/** How many devices of a job are in which state: its {@code deviceJobStatistics}. */
final class Tally {
  private final Map<DeviceJob.Status, Integer> counts = new EnumMap<>(DeviceJob.Status.class);

  void added(DeviceJob.Status status) {
    counts.merge(status, 1, Integer::sum);
  }

  void moved(DeviceJob.Status from, DeviceJob.Status to) {
    counts.merge(from, -1, Integer::sum);
    added(to);
  }

  boolean allEnded() {
    return count(DeviceJob.Status.PENDING) + count(DeviceJob.Status.RUNNING) == 0;
  }

  ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("deviceCount", counts.values().stream().mapToInt(Integer::intValue).sum())
        .put("failedCount", count(DeviceJob.Status.FAILED))
        .put("succeededCount", count(DeviceJob.Status.COMPLETED))
        .put("runningCount", count(DeviceJob.Status.RUNNING))
        .put("pendingCount", count(DeviceJob.Status.PENDING));
  }

  private int count(DeviceJob.Status status) {
    return counts.getOrDefault(status, 0);
  }
}
