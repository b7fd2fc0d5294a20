package io.twinoperator.emulator.jobs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.time.HubTime;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** One job as its caller sees it. Guarded by the hub's lock. */
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

    boolean isWaiting() {
      return this == SCHEDULED || this == QUEUED;
    }
  }

  private final JobRequest request;
  private final Instant created;
  private final Instant start;
  private final Tally tally = new Tally();
  private Status status;
  private Optional<Instant> ended = Optional.empty();
  private Optional<String> failureReason = Optional.empty();

  Job(JobRequest request, Instant created) {
    this.request = request;
    this.created = created;
    this.start = request.startTime().filter(created::isBefore).orElse(created);
    this.status = start.isAfter(created) ? Status.SCHEDULED : Status.QUEUED;
  }

  String id() {
    return request.jobId();
  }

  String type() {
    return request.work().type();
  }

  JobRequest request() {
    return request;
  }

  Work work() {
    return request.work();
  }

  /** The start asked for, or the creation if that is later. */
  Instant start() {
    return start;
  }

  Tally tally() {
    return tally;
  }

  Status status() {
    return status;
  }

  Optional<Instant> ended() {
    return ended;
  }

  void queue() {
    status = Status.QUEUED;
  }

  void run() {
    status = Status.RUNNING;
  }

  void finish(Status finalStatus, Optional<String> reason, Instant now) {
    status = finalStatus;
    failureReason = reason;
    ended = Optional.of(now);
  }

  /** Adds what the request does not say. */
  void save(ObjectNode json) {
    json.put("created", created.toString()).put("status", status.json());
    ended.ifPresent(time -> json.put("ended", time.toString()));
    failureReason.ifPresent(reason -> json.put("failureReason", reason));
  }

  /** The answer to its creation. */
  ObjectNode createdJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("jobId", id())
        .put("type", type())
        .put("status", status.json());
  }

  /** A JobResponse. */
  ObjectNode json(UnfinishedEndTime unfinished) {
    ObjectNode json = createdJson();
    json.put("queryCondition", request.queryCondition())
        .put("createdTime", HubTime.format(created))
        .put("startTime", HubTime.format(start));
    endTime(unfinished).ifPresent(time -> json.put("endTime", time));
    json.put("maxExecutionTimeInSeconds", request.maxExecutionTime().toSeconds());
    work().describe(json);
    failureReason.ifPresent(reason -> json.put("failureReason", reason));
    json.set("deviceJobStatistics", tally.json());
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
}
