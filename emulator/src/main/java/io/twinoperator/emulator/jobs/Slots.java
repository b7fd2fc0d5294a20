package io.twinoperator.emulator.jobs;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/** The tier's limit of active jobs: who is refused, and who waits. */
final class Slots {
  private final int limit;
  private final ScheduledJobs scheduledJobs;
  private final Queue<Job> waiting = new ArrayDeque<>();
  private int unfinished;
  private int running;

  Slots(int limit, ScheduledJobs scheduledJobs) {
    this.limit = limit;
    this.scheduledJobs = scheduledJobs;
  }

  int limit() {
    return limit;
  }

  /** Whether one more job may be created. */
  boolean allowsAnother() {
    int taken =
        switch (scheduledJobs) {
          case TAKE_A_SLOT -> unfinished;
          case WAIT_FOR_A_SLOT -> running;
        };
    return taken < limit;
  }

  void created() {
    unfinished++;
  }

  /** Whether one more job may run; if not, the job waits until {@link #next()} names it. */
  boolean start(Job job) {
    if (running >= limit) {
      waiting.add(job);
      return false;
    }
    running++;
    return true;
  }

  void finished(Job job) {
    running -= job.status() == Job.Status.RUNNING ? 1 : 0;
    unfinished--;
    waiting.remove(job);
  }

  /** The job that has waited longest for a slot. */
  Optional<Job> next() {
    return running < limit ? Optional.ofNullable(waiting.poll()) : Optional.empty();
  }
}
