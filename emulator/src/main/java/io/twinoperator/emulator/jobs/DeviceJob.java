package io.twinoperator.emulator.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.twinoperator.emulator.method.MethodAnswer;
import io.twinoperator.emulator.query.Path;
import io.twinoperator.emulator.query.Row;
import io.twinoperator.emulator.time.HubTime;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One device or module of one job: a row of {@code devices.jobs}. It is {@code pending} until the
 * device can have its turn, so that the rows of devices that are away stay so until they come or
 * the job's time is over. Guarded by the hub's lock.
 */
public final class DeviceJob implements Row {
  enum Status {
    PENDING,
    RUNNING,
    COMPLETED,
    FAILED;

    String json() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean hasEnded() {
      return this == COMPLETED || this == FAILED;
    }
  }

  private final long position;
  private final Job job;
  private final Target target;
  private final Instant created;
  private Status status = Status.PENDING;
  private Optional<Instant> started = Optional.empty();
  private Optional<Instant> ended = Optional.empty();
  private Optional<MethodAnswer> answer = Optional.empty();
  private Optional<DeviceFailure> failure = Optional.empty();

  DeviceJob(long position, Job job, Target target, Instant created) {
    this.position = position;
    this.job = job;
    this.target = target;
    this.created = created;
    job.tally().added(status);
  }

  /** Its place among all rows the hub ever had; it keeps it when older rows go. */
  public long position() {
    return position;
  }

  Job job() {
    return job;
  }

  Target target() {
    return target;
  }

  Status status() {
    return status;
  }

  void start(Instant now) {
    become(Status.RUNNING);
    started = Optional.of(now);
  }

  /** Back to waiting: its device had gone when the turn came. */
  void backToPending() {
    become(Status.PENDING);
    started = Optional.empty();
  }

  void complete(Optional<MethodAnswer> answered, Instant now) {
    answer = answered;
    end(Status.COMPLETED, now);
  }

  void fail(DeviceFailure why, Instant now) {
    failure = Optional.of(why);
    end(Status.FAILED, now);
  }

  private void end(Status last, Instant now) {
    become(last);
    ended = Optional.of(now);
    // A live row of a device that never came says the job's start (azure-iot-service-sdk-java,
    // ScheduledJobTest).
    started = started.or(() -> Optional.of(job.start()));
  }

  private void become(Status next) {
    job.tally().moved(status, next);
    status = next;
  }

  ObjectNode save() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("jobId", job.id()).put("deviceId", target.deviceId());
    target.moduleId().ifPresent(module -> json.put("moduleId", module));
    json.put("status", status.json()).put("created", created.toString());
    started.ifPresent(time -> json.put("started", time.toString()));
    ended.ifPresent(time -> json.put("ended", time.toString()));
    answer.ifPresent(method -> json.set("answer", method.json()));
    failure.ifPresent(
        why ->
            json.putObject("error").put("code", why.code()).put("description", why.description()));
    return json;
  }

  /** Takes up what {@link #save} has written, on a new row. */
  void restore(Status saved, JsonNode json) {
    become(saved);
    started = time(json.path("started"));
    ended = time(json.path("ended"));
    if (json.has("answer")) {
      JsonNode method = json.path("answer");
      answer =
          Optional.of(new MethodAnswer(method.path("status").intValue(), method.path("payload")));
    }
    if (json.has("error")) {
      JsonNode why = json.path("error");
      failure =
          Optional.of(
              new DeviceFailure(why.path("code").asText(), why.path("description").asText()));
    }
  }

  private static Optional<Instant> time(JsonNode saved) {
    return Optional.ofNullable(saved.textValue()).map(Instant::parse);
  }

  /** The row as a query of {@code devices.jobs} answers it. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("deviceId", target.deviceId());
    target.moduleId().ifPresent(module -> json.put("moduleId", module));
    json.put("jobId", job.id()).put("jobType", job.type()).put("status", status.json());
    started.ifPresent(time -> json.put("startTimeUtc", HubTime.format(time)));
    ended.ifPresent(time -> json.put("endTimeUtc", HubTime.format(time)));
    json.put("createdDateTimeUtc", HubTime.format(created))
        .put("lastUpdatedDateTimeUtc", HubTime.format(ended.or(() -> started).orElse(created)));
    if (ended.isPresent()) {
      ObjectNode outcome = json.putObject("outcome");
      answer.ifPresent(method -> outcome.set("deviceMethodResponse", method.json()));
    }
    failure.ifPresent(
        why ->
            json.putObject("error").put("code", why.code()).put("description", why.description()));
    return json;
  }

  /** Paths may be written in full: {@code devices.jobs.status}. */
  @Override
  public JsonNode at(Path path) {
    List<String> segments = path.segments();
    boolean full =
        segments.size() > 2
            && path.root().equals("devices")
            && segments.get(1).equalsIgnoreCase("jobs");
    List<String> own = full ? segments.subList(2, segments.size()) : segments;
    JsonNode value = field(own.get(0).toLowerCase(Locale.ROOT));
    for (String segment : own.subList(1, own.size())) {
      value = value.path(segment);
    }
    return value;
  }

  private JsonNode field(String lowerCaseName) {
    return switch (lowerCaseName) {
      case "deviceid" -> TextNode.valueOf(target.deviceId());
      case "jobid" -> TextNode.valueOf(job.id());
      case "jobtype" -> TextNode.valueOf(job.type());
      case "status" -> TextNode.valueOf(status.json());
      default ->
          json().properties().stream()
              .filter(entry -> entry.getKey().equalsIgnoreCase(lowerCaseName))
              .<JsonNode>map(entry -> entry.getValue())
              .findFirst()
              .orElse(MissingNode.getInstance());
    };
  }
}
