package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.decide.RolloutDecision.JobAction;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Verb;
import io.twinoperator.fleetrollout.decide.RolloutObservation.DeviceRow;
import io.twinoperator.fleetrollout.decide.RolloutObservation.JobReading;
import io.twinoperator.fleetrollout.ledger.Chunk;
import io.twinoperator.fleetrollout.ledger.Chunk.ChunkDevice;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.MemberState.Standing;
import io.twinoperator.fleetrollout.ledger.Progress.ChunkProgress;
import io.twinoperator.fleetrollout.ledger.Progress.FailureSample;
import io.twinoperator.fleetrollout.ledger.Progress.Watch;
import io.twinoperator.hub.HubJob;
import io.twinoperator.hub.HubJob.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Takes into account what became of the jobs of open chunks, and says which must be created or
 * cancelled.
 */
final class JobAccount {
  /** How often a device is given to a job before the hub is said not to write it. */
  private static final int MAX_ATTEMPTS = 3;

  /** A job that could not be created for this long is given up: what was read for it is old. */
  private static final Duration FRESH = Duration.ofMinutes(1);

  private final Draft draft;
  private final Instant now;

  JobAccount(Draft draft, Instant now) {
    this.draft = draft;
    this.now = now;
  }

  /**
   * Takes up chunks that were stored just before the operator died; their devices are in flight
   * until the job says more.
   */
  void adopt() {
    draft.unknownToProgress().forEach(this::handOver);
  }

  /** Marks the devices of a chunk as handed to the hub. */
  void handOver(Chunk chunk) {
    for (ChunkDevice device : chunk.devices()) {
      int attempts = draft.watch(device.member()).map(Watch::attempts).orElse(0);
      boolean late = draft.currentWave().isEmpty();
      draft.follow(
          device.member(),
          late ? MemberState.STRAGGLER : MemberState.WRITTEN,
          Watch.from(now, attempts + 1));
    }
  }

  /** Accounts for the devices of every open chunk whose job has ended. */
  void account(Map<Integer, JobReading> jobs) {
    for (Chunk chunk : draft.openChunks()) {
      JobReading reading = jobs.get(chunk.number());
      if (reading != null && reading.job().isEmpty() && isStale(chunk)) {
        drop(chunk);
      } else if (reading != null) {
        reading.rows().ifPresent(rows -> close(chunk, reading.job().orElseThrow(), rows));
      }
    }
  }

  private boolean isStale(Chunk chunk) {
    return chunk.createdAt().plus(FRESH).isBefore(now);
  }

  /** Gives up a chunk whose job was never created; its devices are read again before a write. */
  private void drop(Chunk chunk) {
    draft.close(chunk, ChunkProgress.VOID);
    chunk.devices().forEach(device -> withdraw(device.member()));
  }

  private void close(Chunk chunk, HubJob job, Map<String, DeviceRow> rows) {
    int written = 0;
    int refused = 0;
    for (ChunkDevice device : chunk.devices()) {
      Optional<DeviceRow> row = Optional.ofNullable(rows.get(device.deviceId()));
      if (row.filter(DeviceRow::completed).isPresent()) {
        written++;
        keepFollowing(device.member());
      } else if (row.isPresent() && job.status() != JobStatus.CANCELLED) {
        refused++;
        fail(device.member(), row.get().error().orElse("the job gives no reason"));
      } else {
        giveBack(device.member(), job);
      }
    }
    boolean ran = written + refused > 0 || job.status() == JobStatus.COMPLETED;
    draft.close(chunk, ran ? ChunkProgress.ENDED : ChunkProgress.VOID);
    draft.note(
        "job %s %s: %d written, %d refused by the hub, %d not reached"
            .formatted(
                chunk.jobId(),
                job.status().name().toLowerCase(Locale.ROOT),
                written,
                refused,
                chunk.devices().size() - written - refused));
  }

  private void keepFollowing(int member) {
    if (draft.state(member).standing() == Standing.IN_FLIGHT
        || draft.state(member) == MemberState.STRAGGLER) {
      int attempts = draft.watch(member).map(Watch::attempts).orElse(1);
      draft.follow(member, draft.state(member), Watch.from(now, attempts));
    }
  }

  private void fail(int member, String words) {
    draft.settle(member, MemberState.WRITE_FAILED);
    draft.sample(new FailureSample(member, Optional.empty(), Optional.empty(), Optional.of(words)));
    draft.note(draft.deviceId(member) + ": the hub refused the write: " + words);
  }

  /** The job has not written the device: it waits again, unless that has happened too often. */
  private void giveBack(int member, HubJob job) {
    if (draft.state(member) != MemberState.WRITTEN
        && draft.state(member) != MemberState.STRAGGLER) {
      return; // Its twin has shown the change meanwhile.
    }
    Watch watch = draft.watch(member).orElseThrow();
    if (job.status() != JobStatus.CANCELLED && watch.attempts() >= MAX_ATTEMPTS) {
      fail(
          member,
          "%d jobs ended without writing it%s"
              .formatted(
                  watch.attempts(),
                  job.failureReason()
                      .map(reason -> ", the last one because: " + reason)
                      .orElse("")));
      return;
    }
    putBack(member, watch.attempts() - (job.status() == JobStatus.CANCELLED ? 1 : 0));
  }

  /** A device whose wave is done does not hold it up again: it is written when it can be. */
  private void putBack(int member, int attempts) {
    boolean done = draft.wave(draft.waveOf(member)).completedAt().isPresent();
    MemberState back = done ? MemberState.DEFERRED : MemberState.PENDING;
    draft.follow(member, back, Watch.from(now, attempts));
  }

  /** What must be done so that the rollout goes on: jobs that are not on the hub are created. */
  List<JobAction> toSubmit(Map<Integer, JobReading> jobs) {
    return draft.openChunks().stream()
        .filter(
            chunk ->
                draft.added().contains(chunk)
                    || Optional.ofNullable(jobs.get(chunk.number()))
                        .filter(reading -> reading.job().isEmpty())
                        .isPresent())
        .map(chunk -> new JobAction(Verb.SUBMIT, chunk))
        .toList();
  }

  /**
   * What must be done so that the rollout stands still: jobs that have not started are cancelled,
   * those never created are dropped.
   */
  List<JobAction> toStop(Map<Integer, JobReading> jobs) {
    List<JobAction> actions = new ArrayList<>();
    for (Chunk chunk : draft.openChunks()) {
      JobReading reading = jobs.get(chunk.number());
      if (reading == null) {
        continue; // The hub did not answer: nothing is known, so nothing is done.
      }
      if (reading.job().isEmpty()) {
        drop(chunk);
      } else if (reading.job().get().status().cancellable()) {
        actions.add(new JobAction(Verb.CANCEL, chunk));
      }
    }
    return actions;
  }

  private void withdraw(int member) {
    putBack(member, draft.watch(member).map(watch -> watch.attempts() - 1).orElse(0));
  }
}
