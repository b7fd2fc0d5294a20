package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.decide.RolloutDecision.Action;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Verb;
import io.twinoperator.fleetrollout.decide.RolloutObservation.DeviceRow;
import io.twinoperator.fleetrollout.decide.RolloutObservation.JobReading;
import io.twinoperator.fleetrollout.ledger.Batch;
import io.twinoperator.fleetrollout.ledger.Batch.BatchDevice;
import io.twinoperator.fleetrollout.ledger.Batch.Lane;
import io.twinoperator.fleetrollout.ledger.Batch.Outcome;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.MemberState.Standing;
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
 * Takes into account what became of the jobs of open batches, and says which must be created or
 * cancelled.
 */
final class JobAccount {
  /** A job that could not be created for this long is given up: what was read for it is old. */
  private static final Duration FRESH = Duration.ofMinutes(1);

  private final Draft draft;
  private final Retries retries;

  JobAccount(Draft draft, Retries retries) {
    this.draft = draft;
    this.retries = retries;
  }

  /**
   * Accounts for the devices of every open batch whose job has ended.
   *
   * @param since when this process began with the rollout
   */
  void account(Map<Integer, JobReading> jobs, Instant since) {
    for (Batch batch : open()) {
      JobReading reading = jobs.get(batch.number());
      if (reading != null && reading.job().isEmpty() && isStale(batch, since)) {
        shelve(batch);
      } else if (reading != null) {
        reading.rows().ifPresent(rows -> close(batch, reading.job().orElseThrow(), rows));
      }
    }
  }

  private List<Batch> open() {
    return draft.batches().open().stream().filter(batch -> batch.lane() == Lane.JOB).toList();
  }

  /** Whether what was read for a batch is old: nobody knows how long the operator was away. */
  private boolean isStale(Batch batch, Instant since) {
    Instant at = draft.batches().handedOverAt(batch);
    return at.isBefore(since) || at.plus(FRESH).isBefore(draft.now());
  }

  /**
   * Lays a batch aside whose job was never created: its devices wait for their turn again, and are
   * read again before it is tried another time.
   */
  void shelve(Batch batch) {
    List<Integer> waiting =
        batch.devices().stream()
            .map(BatchDevice::member)
            .filter(member -> isUnanswered(member) && isNewest(batch, member))
            .toList();
    draft.batches().close(batch, Outcome.SHELVED);
    waiting.forEach(member -> retries.putBack(member, draft.attempts(member) - 1));
  }

  /**
   * Whether no newer batch holds a member: one may have been stored just before the operator died,
   * when the end of this one had not been noted yet.
   */
  private boolean isNewest(Batch batch, int member) {
    return draft
        .batches()
        .changeOf(member)
        .filter(newest -> newest.batch().number() > batch.number())
        .isEmpty();
  }

  private void close(Batch batch, HubJob job, Map<String, DeviceRow> rows) {
    int written = 0;
    int refused = 0;
    for (BatchDevice device : batch.devices()) {
      Optional<DeviceRow> row = Optional.ofNullable(rows.get(draft.deviceId(device.member())));
      boolean isNewest = isNewest(batch, device.member());
      if (row.filter(DeviceRow::completed).isPresent()) {
        written++;
        followAnew(device.member());
      } else if (row.isPresent() && job.status() != JobStatus.CANCELLED) {
        refused++;
        if (isNewest) {
          refuse(device.member(), row.get().error().orElse("the job gives no reason"));
        }
      } else if (isNewest) {
        giveBack(device.member(), job);
      }
    }
    boolean ran = written + refused > 0 || job.status() == JobStatus.COMPLETED;
    draft.batches().close(batch, ran ? Outcome.ENDED : Outcome.VOID);
    draft.batches().handedOver(batch, draft.now()); // Its last write was not later.
    draft.note(
        "job %s %s: %d written, %d refused by the hub, %d not reached"
            .formatted(
                batch.id(),
                job.status().name().toLowerCase(Locale.ROOT),
                written,
                refused,
                batch.devices().size() - written - refused));
  }

  /** One that is being undone, or was taken out, has nothing to be tried again. */
  private void refuse(int member, String words) {
    if (isUnanswered(member)) {
      retries.refused(member, words);
    }
  }

  /** The deadline runs from the write, and so do the readings after it. */
  private void followAnew(int member) {
    Standing standing = draft.state(member).standing();
    if (standing == Standing.IN_FLIGHT
        || standing == Standing.AWAY
        || draft.state(member) == MemberState.STRAGGLER) {
      draft.follow(member, draft.state(member), draft.attempts(member));
    }
  }

  /** The job has not written the device: it waits again, unless that has happened too often. */
  private void giveBack(int member, HubJob job) {
    if (!isUnanswered(member)) {
      return; // Its twin has shown the change meanwhile.
    }
    if (job.status() == JobStatus.CANCELLED) {
      retries.putBack(member, draft.attempts(member) - 1);
    } else {
      retries.inVain(
          member,
          "a job ended without writing it"
              + job.failureReason().map(reason -> ": " + reason).orElse(""));
    }
  }

  private boolean isUnanswered(int member) {
    return draft.state(member) == MemberState.WRITTEN
        || draft.state(member) == MemberState.WRITTEN_OFFLINE
        || draft.state(member) == MemberState.STRAGGLER;
  }

  /** What must be done so that the rollout goes on: jobs that are not on the hub are created. */
  List<Action> toSubmit(Map<Integer, JobReading> jobs) {
    List<Batch> released = draft.batches().released();
    return open().stream()
        .filter(
            batch ->
                released.contains(batch)
                    || Optional.ofNullable(jobs.get(batch.number()))
                        .filter(reading -> reading.job().isEmpty())
                        .isPresent())
        .map(batch -> new Action(Verb.SUBMIT, batch))
        .toList();
  }

  /**
   * What must be done so that the rollout stands still: jobs that have not started are cancelled,
   * those never created are dropped.
   */
  List<Action> toStop(Map<Integer, JobReading> jobs) {
    List<Action> actions = new ArrayList<>();
    for (Batch batch : open()) {
      JobReading reading = jobs.get(batch.number());
      if (reading == null) {
        continue; // The hub did not answer: nothing is known, so nothing is done.
      }
      if (reading.job().isEmpty()) {
        shelve(batch);
      } else if (reading.job().get().status().cancellable()) {
        actions.add(new Action(Verb.CANCEL, batch));
      }
    }
    return actions;
  }
}
