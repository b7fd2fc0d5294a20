package io.twinoperator.emulator.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.query.QuerySyntaxException;
import io.twinoperator.emulator.time.Agenda;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * The jobs of one hub: {@code queued} or {@code scheduled}, then {@code running}, then {@code
 * completed}, {@code failed} or {@code cancelled}. The condition is evaluated when a job starts;
 * from then on its devices have their turns at the tier's pace, which all running jobs share. A job
 * whose devices failed one by one is completed all the same; one whose condition does not parse is
 * failed, and one whose time ran out is what the switch says. Callers hold the hub's lock.
 */
public final class Jobs {
  private final JobSettings settings;
  private final InstantSource clock;
  private final Agenda agenda;
  private final Fleet fleet;
  private final Executor locked;
  private final Slots slots;
  private final Run.Surroundings surroundings;
  private final JobHistory history = new JobHistory();

  /** No jobs yet; work of the agenda goes through {@code locked}, which takes the hub's lock. */
  public Jobs(
      JobSettings settings, InstantSource clock, Agenda agenda, Fleet fleet, Executor locked) {
    this.settings = settings;
    this.clock = clock;
    this.agenda = agenda;
    this.fleet = fleet;
    this.locked = locked;
    this.slots = new Slots(settings.activeJobs(), settings.rules().scheduledJobs());
    this.surroundings =
        new Run.Surroundings(clock, this::later, fleet, new Pace(settings.operationsPerSecond()));
  }

  /** Creates a job; answers id, type and status. Throws {@link JobRefusedException}. */
  public ObjectNode create(String jobId, ObjectNode body) {
    JobRequest request = JobRequest.of(jobId, body);
    request.work().check(fleet);
    if (remembered().find(jobId).isPresent()) {
      throw new JobRefusedException(
          JobRefusal.ALREADY_EXISTS, "Job with id '" + jobId + "' already exists");
    }
    if (!slots.allowsAnother()) {
      throw new JobRefusedException(
          JobRefusal.NO_FREE_SLOT,
          "The hub allows " + slots.limit() + " active jobs; wait for one to end");
    }
    Job job = new Job(request, clock.instant());
    history.add(job);
    slots.created();
    later(job.start(), () -> begin(job));
    return job.createdJson();
  }

  /** One job; an id nobody used has type and status {@code unknown}. */
  public ObjectNode get(String jobId) {
    return remembered()
        .find(jobId)
        .map(job -> job.json(settings.rules().unfinishedEndTime()))
        .orElseGet(
            () ->
                JsonNodeFactory.instance
                    .objectNode()
                    .put("jobId", jobId)
                    .put("type", "unknown")
                    .put("status", "unknown"));
  }

  /**
   * Cancels a job that has not started. It has no devices yet, so none is ever {@code canceled}.
   */
  public ObjectNode cancel(String jobId) {
    Job job =
        remembered()
            .find(jobId)
            .orElseThrow(
                () ->
                    new JobRefusedException(
                        JobRefusal.NOT_FOUND, "Job '" + jobId + "' does not exist"));
    if (!job.status().isWaiting()) {
      throw new JobRefusedException(
          JobRefusal.NOT_CANCELLABLE,
          "Job '"
              + jobId
              + "' is "
              + job.status().json()
              + "; only a job that has not started can be cancelled");
    }
    finish(job, Job.Status.CANCELLED, Optional.empty());
    return job.json(settings.rules().unfinishedEndTime());
  }

  /** Every job, oldest first, that has this type and status, where given. */
  public List<ObjectNode> list(Optional<String> type, Optional<String> status) {
    return remembered().all().stream()
        .filter(job -> type.isEmpty() || type.get().equalsIgnoreCase(job.type()))
        .filter(job -> status.isEmpty() || status.get().equalsIgnoreCase(job.status().json()))
        .map(job -> job.json(settings.rules().unfinishedEndTime()))
        .toList();
  }

  /**
   * The rows of {@code devices.jobs} from a {@link DeviceJob#position()} on, oldest first: 0 for
   * all.
   */
  public List<DeviceJob> rowsFrom(long position) {
    return remembered().rowsFrom(position);
  }

  /** Jobs that have ended and their rows, for {@link #restore}. */
  public ObjectNode save() {
    return new JobArchive(remembered()).save();
  }

  /** The ids of jobs that have not ended, which are not saved. */
  public List<String> unfinished() {
    return new JobArchive(remembered()).leftOut();
  }

  /** Takes up what was saved; throws IllegalArgumentException where it is broken. */
  public void restore(JsonNode saved) {
    new JobArchive(history).restore(saved);
  }

  private JobHistory remembered() {
    history.forgetOld(clock.instant());
    return history;
  }

  private void begin(Job job) {
    if (!job.status().isWaiting()) {
      return;
    }
    if (!slots.start(job)) {
      job.queue();
      return;
    }
    job.run();
    List<Target> members;
    try {
      members = fleet.select(job.request().queryCondition());
    } catch (QuerySyntaxException malformed) {
      finish(job, Job.Status.FAILED, Optional.of(String.valueOf(malformed.getMessage())));
      return;
    }
    Instant now = clock.instant();
    List<DeviceJob> rows = history.addRows(job, members, now);
    Run run =
        new Run(job, rows, surroundings, () -> finish(job, Job.Status.COMPLETED, Optional.empty()));
    later(now.plus(job.request().maxExecutionTime()), () -> expire(job, run));
    run.begin();
  }

  private void expire(Job job, Run run) {
    if (job.status() != Job.Status.RUNNING) {
      return;
    }
    run.timeOut();
    switch (settings.rules().jobsOutOfTime()) {
      case FAIL ->
          finish(
              job,
              Job.Status.FAILED,
              Optional.of(
                  "The job did not end within its "
                      + job.request().maxExecutionTime().toSeconds()
                      + " seconds"));
      case COMPLETE -> finish(job, Job.Status.COMPLETED, Optional.empty());
    }
  }

  private void finish(Job job, Job.Status status, Optional<String> reason) {
    slots.finished(job);
    job.finish(status, reason, clock.instant());
    history.finished(job);
    slots.next().ifPresent(waiting -> later(clock.instant(), () -> begin(waiting)));
  }

  private void later(Instant due, Runnable work) {
    agenda.schedule(due, () -> locked.execute(work));
  }
}
