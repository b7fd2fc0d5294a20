package io.twinoperator.emulator.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.twinoperator.emulator.query.Path;
import io.twinoperator.emulator.query.Row;
import io.twinoperator.emulator.time.HubTime;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One device of one job: a row of {@code devices.jobs}. Guarded by the hub's lock. */
public final class DeviceJob implements Row {
  enum Status {
    PENDING,
    RUNNING,
    COMPLETED,
    FAILED;

    String json() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final String jobId;
  private final String deviceId;
  private final Instant created;
  private Status status = Status.PENDING;
  private Optional<Instant> started = Optional.empty();
  private Optional<Instant> ended = Optional.empty();
  private Optional<Fleet.DeviceFailure> failure = Optional.empty();

  DeviceJob(String jobId, String deviceId, Instant created) {
    this.jobId = jobId;
    this.deviceId = deviceId;
    this.created = created;
  }

  String deviceId() {
    return deviceId;
  }

  Status status() {
    return status;
  }

  void start(Instant now) {
    status = Status.RUNNING;
    started = Optional.of(now);
  }

  void end(Optional<Fleet.DeviceFailure> whyNot, Instant now) {
    status = whyNot.isPresent() ? Status.FAILED : Status.COMPLETED;
    failure = whyNot;
    ended = Optional.of(now);
  }

  /** The row as a query of {@code devices.jobs} answers it. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("deviceId", deviceId)
        .put("jobId", jobId)
        .put("jobType", JobRequest.TYPE)
        .put("status", status.json());
    started.ifPresent(time -> json.put("startTimeUtc", HubTime.format(time)));
    ended.ifPresent(time -> json.put("endTimeUtc", HubTime.format(time)));
    json.put("createdDateTimeUtc", HubTime.format(created))
        .put("lastUpdatedDateTimeUtc", HubTime.format(ended.or(() -> started).orElse(created)));
    if (ended.isPresent()) {
      json.putObject("outcome");
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
      case "deviceid" -> TextNode.valueOf(deviceId);
      case "jobid" -> TextNode.valueOf(jobId);
      case "jobtype" -> TextNode.valueOf(JobRequest.TYPE);
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
