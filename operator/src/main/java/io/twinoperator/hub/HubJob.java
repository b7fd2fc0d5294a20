package io.twinoperator.hub;

import java.util.Optional;

/** A job as the hub describes it. */
public record HubJob(
    String jobId,
    JobStatus status,
    String queryCondition,
    JobStatistics statistics,
    Optional<String> failureReason) {

  /** Devices of a job by outcome; all zero until the hub has begun to count. */
  public record JobStatistics(int devices, int succeeded, int failed, int running, int pending) {}

  /** Status of a job; {@code UNKNOWN} also stands for a word that is not documented. */
  public enum JobStatus {
    UNKNOWN,
    ENQUEUED,
    QUEUED,
    SCHEDULED,
    RUNNING,
    COMPLETED,
    FAILED,
    CANCELLED;

    /** Whether the hub will do no more for the job. */
    public boolean ended() {
      return this == COMPLETED || this == FAILED || this == CANCELLED;
    }

    /** Whether the job has not started, so that it can still be cancelled. */
    public boolean cancellable() {
      return this == ENQUEUED || this == QUEUED || this == SCHEDULED;
    }
  }
}
