package io.twinoperator.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubConfigurations;
import io.twinoperator.emulator.hub.HubError;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubConfiguration;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubJob;
import io.twinoperator.hub.HubJob.JobStatistics;
import io.twinoperator.hub.HubJob.JobStatus;
import io.twinoperator.hub.JobRequest;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** The emulator's core behind the operator's port, without sockets: the hub of simulations. */
public final class InProcessHub implements Hub {
  private final EmulatedHub core;

  /** Calls this core. */
  public InProcessHub(EmulatedHub core) {
    this.core = core;
  }

  @Override
  public Twin twin(String deviceId) throws HubException {
    return Twin.parse(call(() -> core.twins().get(ClientId.device(deviceId))));
  }

  @Override
  public Twin patch(String deviceId, MergePatch patch, String etag) throws HubException {
    IfMatch condition = IfMatch.parse('"' + etag + '"');
    try {
      return Twin.parse(core.twins().patch(ClientId.device(deviceId), patch.asJson(), condition));
    } catch (HubError e) {
      // Only here is it the twin that moved on; elsewhere 412 means a text that is too long.
      throw e.httpStatus() == 412 ? new HubException.Conflict(message(e)) : translate(e);
    }
  }

  @Override
  public QueryPage query(String sql, int pageSize, Optional<String> continuation)
      throws HubException {
    var page = call(() -> core.query(sql, pageSize, continuation));
    return new QueryPage(page.items(), page.continuation());
  }

  @Override
  public HubJob createJob(JobRequest request) throws HubException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("jobId", request.jobId());
    body.put("type", "scheduleUpdateTwin");
    body.put("queryCondition", request.queryCondition());
    body.put("maxExecutionTimeInSeconds", request.maxExecutionTime().toSeconds());
    ObjectNode update = request.patch().asJson().put("etag", "*");
    body.set("updateTwin", update);
    call(() -> core.jobs().create(request.jobId(), body));
    return job(request.jobId()).orElseThrow();
  }

  @Override
  public Optional<HubJob> job(String jobId) throws HubException {
    JsonNode job = call(() -> core.jobs().get(jobId));
    HubJob parsed = parse(job);
    return parsed.status() == JobStatus.UNKNOWN ? Optional.empty() : Optional.of(parsed);
  }

  @Override
  public HubJob cancelJob(String jobId) throws HubException {
    call(() -> core.jobs().cancel(jobId));
    return job(jobId).orElseThrow();
  }

  @Override
  public long deviceCount() throws HubException {
    return call(core.identities()::statistics).path("totalDeviceCount").asLong();
  }

  @Override
  public List<HubConfiguration> configurations() throws HubException {
    var list = JsonNodeFactory.instance.arrayNode();
    call(() -> core.configurations().list(HubConfigurations.MAX_LISTED)).forEach(list::add);
    return HubConfiguration.parse(list);
  }

  private static HubJob parse(JsonNode job) {
    JsonNode statistics = job.path("deviceJobStatistics");
    return new HubJob(
        job.path("jobId").asText(),
        JobStatus.valueOf(job.path("status").asText("unknown").toUpperCase(Locale.ROOT)),
        job.path("queryCondition").asText(),
        new JobStatistics(
            statistics.path("deviceCount").asInt(),
            statistics.path("succeededCount").asInt(),
            statistics.path("failedCount").asInt(),
            statistics.path("runningCount").asInt(),
            statistics.path("pendingCount").asInt()),
        Optional.ofNullable(job.path("failureReason").textValue()));
  }

  private static <T> T call(Supplier<T> call) throws HubException {
    try {
      return call.get();
    } catch (HubError e) {
      throw translate(e);
    }
  }

  private static String message(HubError error) {
    return error.name() + ": " + error.getMessage();
  }

  private static HubException translate(HubError error) {
    String message = message(error);
    if (error.code() == 429004) {
      return new HubException.JobSlotsTaken(message);
    }
    return switch (error.httpStatus()) {
      case 401 -> new HubException.Unauthorized(message);
      case 403 -> new HubException.Forbidden(message);
      case 404 -> new HubException.NotFound(message);
      case 409 -> new HubException.AlreadyExists(message);
      case 412 -> new HubException.Invalid(message);
      case 429 ->
          new HubException.Throttled(
              message, Duration.ofSeconds(10), HubException.Throttled.By.HUB);
      case 400, 405 -> new HubException.Invalid(message);
      default -> new HubException.Unavailable(message);
    };
  }
}
