package io.twinoperator.emulator.jobs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.query.Expression;
import io.twinoperator.emulator.query.QueryParser;
import io.twinoperator.emulator.query.QuerySyntaxException;
import io.twinoperator.emulator.time.Agenda;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * The jobs of one hub: {@code queued} or {@code scheduled}, then {@code running}, then {@code
 * completed}, {@code failed} or {@code cancelled}. The condition is evaluated when a job starts;
 * from then on one device after the other is updated at the tier's pace, which all running jobs
 * share. A job whose devices failed one by one is completed all the same; one whose condition does
 * not parse, or whose time ran out, is failed. Callers hold the hub's lock.
 */
public final class Jobs {
  private static final Fleet.DeviceFailure TIME_RAN_OUT =
      new Fleet.DeviceFailure(
          "JobRunPreconditionFailed",
          "The job did not start within specified period: either device did not come online or"
              + " invalid endTime specified.");

  private final JobSettings settings;
  private final InstantSource clock;
  private final Agenda agenda;
  private final Fleet fleet;
  private final Executor locked;
  private final Duration interval;
  private final Map<String, Job> jobs = new LinkedHashMap<>();
  private final List<DeviceJob> rows = new ArrayList<>();
  private final Queue<Job> withoutSlot = new ArrayDeque<>();
  private Instant paceFreeFrom = Instant.MIN;
  private int running;
  private int unfinished;

  /** No jobs yet; work of the agenda goes through {@code locked}, which takes the hub's lock. */
  public Jobs(
      JobSettings settings, InstantSource clock, Agenda agenda, Fleet fleet, Executor locked) {
    this.settings = settings;
    this.clock = clock;
    this.agenda = agenda;
    this.fleet = fleet;
    this.locked = locked;
    this.interval = Duration.ofSeconds(1).dividedBy(settings.operationsPerSecond());
  }

  /** Creates a job; answers id, type and status. Throws {@link JobRefusedException}. */
  public ObjectNode create(String jobId, ObjectNode body) {
    JobRequest request = JobRequest.of(jobId, body);
    fleet.check(request.updateTwin());
    if (jobs.containsKey(jobId)) {
      throw new JobRefusedException(
          JobRefusal.ALREADY_EXISTS, "Job with id '" + jobId + "' already exists");
    }
    if (takenSlots() >= settings.activeJobs()) {
      throw new JobRefusedException(
          JobRefusal.NO_FREE_SLOT,
          "The hub allows " + settings.activeJobs() + " active jobs; wait for one to end");
    }
    Job job = new Job(request, clock.instant());
    jobs.put(jobId, job);
    unfinished++;
    later(job.start(), () -> begin(job));
    return job.createdJson();
  }

  private int takenSlots() {
    return switch (settings.scheduledJobs()) {
      case TAKE_A_SLOT -> unfinished;
      case WAIT_FOR_A_SLOT -> running;
    };
  }

  /** One job; an id nobody used has type and status {@code unknown}. */
  public ObjectNode get(String jobId) {
    Job job = jobs.get(jobId);
    return job == null
        ? JsonNodeFactory.instance
            .objectNode()
            .put("jobId", jobId)
            .put("type", "unknown")
            .put("status", "unknown")
        : job.json(settings.unfinishedEndTime());
  }

  /** Cancels a job that has not started. */
  public ObjectNode cancel(String jobId) {
    Job job = jobs.get(jobId);
    if (job == null) {
      throw new JobRefusedException(JobRefusal.NOT_FOUND, "Job '" + jobId + "' does not exist");
    }
    if (!job.status().isWaiting()) {
      throw new JobRefusedException(
          JobRefusal.NOT_CANCELLABLE,
          "Job '"
              + jobId
              + "' is "
              + job.status().json()
              + "; only a job that has not started can"
              + " be cancelled");
    }
    withoutSlot.remove(job);
    finish(job, Job.Status.CANCELLED, Optional.empty());
    return job.json(settings.unfinishedEndTime());
  }

  /** Every job, oldest first, that has this type and status, where given. */
  public List<ObjectNode> list(Optional<String> type, Optional<String> status) {
    boolean typeFits = type.isEmpty() || type.get().equalsIgnoreCase(JobRequest.TYPE);
    return jobs.values().stream()
        .filter(job -> typeFits)
        .filter(job -> status.isEmpty() || status.get().equalsIgnoreCase(job.status().json()))
        .map(job -> job.json(settings.unfinishedEndTime()))
        .toList();
  }

  /** The rows of {@code devices.jobs} in the order of their creation; it only ever grows. */
  public List<DeviceJob> rows() {
    return rows;
  }

  private void begin(Job job) {
    if (!job.status().isWaiting()) {
      return;
    }
    if (running >= settings.activeJobs()) {
      job.queue();
      withoutSlot.add(job);
      return;
    }
    Instant now = clock.instant();
    List<DeviceJob> members;
    try {
      Expression condition = QueryParser.parseCondition(job.request().queryCondition());
      members =
          fleet.select(condition).stream()
              .map(id -> new DeviceJob(job.request().jobId(), id, now))
              .toList();
    } catch (QuerySyntaxException malformed) {
      finish(job, Job.Status.FAILED, Optional.of(String.valueOf(malformed.getMessage())));
      return;
    }
    running++;
    rows.addAll(members);
    job.run(members);
    later(now.plus(job.request().maxExecutionTime()), () -> expire(job));
    next(job);
  }

  private void next(Job job) {
    Optional<DeviceJob> device = job.current();
    if (device.isEmpty()) {
      finish(job, Job.Status.COMPLETED, Optional.empty());
      return;
    }
    Instant now = clock.instant();
    device.get().start(now);
    paceFreeFrom = (paceFreeFrom.isAfter(now) ? paceFreeFrom : now).plus(interval);
    later(paceFreeFrom, () -> update(job, device.get()));
  }

  private void update(Job job, DeviceJob device) {
    if (job.status().isFinished()) {
      return;
    }
    job.endCurrent(fleet.update(device.deviceId(), job.request().updateTwin()), clock.instant());
    next(job);
  }

  private void expire(Job job) {
    if (job.status().isFinished()) {
      return;
    }
    while (job.current().isPresent()) {
      job.endCurrent(Optional.of(TIME_RAN_OUT), clock.instant());
    }
    finish(
        job,
        Job.Status.FAILED,
        Optional.of(
            "The job did not end within its "
                + job.request().maxExecutionTime().toSeconds()
                + " seconds"));
  }

  private void finish(Job job, Job.Status status, Optional<String> reason) {
    running -= job.status() == Job.Status.RUNNING ? 1 : 0;
    unfinished--;
    job.finish(status, reason, clock.instant());
    Optional.ofNullable(withoutSlot.poll())
        .ifPresent(waiting -> later(clock.instant(), () -> begin(waiting)));
  }

  private void later(Instant due, Runnable work) {
    agenda.schedule(due, () -> locked.execute(work));
  }
}
