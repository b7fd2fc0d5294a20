package io.twinoperator.emulator.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/** Every job a hub remembers with its rows: those that are not finished, and 30 days of others. */
final class JobHistory {
  /** Azure documents, quotas and throttling: "Maximum job history is 30 days". */
  private static final Duration KEPT = Duration.ofDays(30);

  private final Map<String, Job> jobs = new LinkedHashMap<>();
  private final Queue<Job> finished = new ArrayDeque<>();
  private final Rows rows = new Rows();

  void add(Job job) {
    jobs.put(job.id(), job);
  }

  List<DeviceJob> addRows(Job job, List<Target> targets, Instant now) {
    return rows.add(job, targets, now);
  }

  void finished(Job job) {
    finished.add(job);
  }

  Optional<Job> find(String jobId) {
    return Optional.ofNullable(jobs.get(jobId));
  }

  List<Job> all() {
    return List.copyOf(jobs.values());
  }

  List<DeviceJob> rowsFrom(long position) {
    return rows.from(position);
  }

  /** Forgets what finished too long ago; asked before each look, so it needs no alarm. */
  void forgetOld(Instant now) {
    Set<Job> old = new LinkedHashSet<>();
    while (!finished.isEmpty() && isOld(finished.element(), now)) {
      old.add(finished.remove());
    }
    if (!old.isEmpty()) {
      old.forEach(job -> jobs.remove(job.id()));
      rows.remove(old);
    }
  }

  private static boolean isOld(Job job, Instant now) {
    return job.ended().filter(end -> !end.plus(KEPT).isAfter(now)).isPresent();
  }
}
