package io.twinoperator.emulator.jobs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.time.HubTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One job and its devices. Guarded by the hub's lock. */
final class Job {
  private static final String FAR_FUTURE = "9999-12-31T23:59:59.9999999Z";

  enum Status {
    SCHEDULED,
    QUEUED,
    RUNNING,
    COMPLETED,
    FAILED,
    CANCELLED;

    String json() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean isFinished() {
      return switch (this) {
        case SCHEDULED, QUEUED, RUNNING -> false;
        case COMPLETED, FAILED, CANCELLED -> true;
      };
    }

    boolean isWaiting() {
      return this == SCHEDULED || this == QUEUED;
    }
  }

  private final JobRequest request;
  private final Instant created;
  private final Instant start;
  private final List<DeviceJob> devices = new ArrayList<>();
  private Status status;
  private Optional<Instant> ended = Optional.empty();
  private Optional<String> failureReason = Optional.empty();
  private int done;
  private int failed;

  Job(JobRequest request, Instant created) {
    this.request = request;
    this.created = created;
    this.start = request.startTime().filter(created::isBefore).orElse(created);
    this.status = start.isAfter(created) ? Status.SCHEDULED : Status.QUEUED;
  }

  JobRequest request() {
    return request;
  }

  /** The start asked for, or the creation if that is later. */
  Instant start() {
    return start;
  }

  Status status() {
    return status;
  }

  void queue() {
    status = Status.QUEUED;
  }

  void run(List<DeviceJob> members) {
    status = Status.RUNNING;
    devices.addAll(members);
  }

  void finish(Status finalStatus, Optional<String> reason, Instant now) {
    status = finalStatus;
    failureReason = reason;
    ended = Optional.of(now);
  }

  /** The device whose turn it is; empty when every one has ended. */
  Optional<DeviceJob> current() {
    return done < devices.size() ? Optional.of(devices.get(done)) : Optional.empty();
  }

  void endCurrent(Optional<Fleet.DeviceFailure> whyNot, Instant now) {
    devices.get(done).end(whyNot, now);
    done++;
    failed += whyNot.isPresent() ? 1 : 0;
  }

  /** The answer to its creation. */
  ObjectNode createdJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("jobId", request.jobId())
        .put("type", JobRequest.TYPE)
        .put("status", status.json());
  }

  /** A JobResponse; {@code cloudToDeviceMethod} is left out, since a null breaks the Azure SDK. */
  ObjectNode json(UnfinishedEndTime unfinished) {
    ObjectNode json = createdJson();
    json.put("queryCondition", request.queryCondition())
        .put("createdTime", HubTime.format(created))
        .put("startTime", HubTime.format(start));
    endTime(unfinished).ifPresent(time -> json.put("endTime", time));
    json.put("maxExecutionTimeInSeconds", request.maxExecutionTime().toSeconds());
    json.set("updateTwin", request.updateTwin().deepCopy());
    failureReason.ifPresent(reason -> json.put("failureReason", reason));
    json.set("deviceJobStatistics", statistics());
    return json;
  }

  private Optional<String> endTime(UnfinishedEndTime unfinished) {
    Optional<String> whileUnfinished =
        switch (unfinished) {
          case FAR_FUTURE -> Optional.of(FAR_FUTURE);
          case ABSENT -> Optional.empty();
        };
    return ended.map(HubTime::format).or(() -> whileUnfinished);
  }

  private ObjectNode statistics() {
    int running =
        current().filter(row -> row.status() == DeviceJob.Status.RUNNING).isPresent() ? 1 : 0;
    return JsonNodeFactory.instance
        .objectNode()
        .put("deviceCount", devices.size())
        .put("failedCount", failed)
        .put("succeededCount", done - failed)
        .put("runningCount", running)
        .put("pendingCount", devices.size() - done - running);
  }
}
