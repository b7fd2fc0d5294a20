package io.twinoperator.hub.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.hub.HubJob;
import io.twinoperator.hub.HubJob.JobStatistics;
import io.twinoperator.hub.HubJob.JobStatus;
import io.twinoperator.hub.JobRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** Jobs as the hub's API writes them ({@code jobs/v2}). */
final class JobJson {

  private JobJson() {}

  /** The body that asks for a job; it starts at once, whatever the etags of its devices. */
  static ObjectNode request(JobRequest request, Instant now) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("jobId", request.jobId());
    body.put("type", "scheduleUpdateTwin");
    ObjectNode updateTwin = request.patch().asJson();
    updateTwin.put("etag", "*");
    body.set("updateTwin", updateTwin);
    body.put("queryCondition", request.queryCondition());
    body.put("startTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
    body.put("maxExecutionTimeInSeconds", request.maxExecutionTime().toSeconds());
    return body;
  }

  /**
   * A job. The answer to its creation has an id and a status alone.
   *
   * @param queryCondition stands in where the answer has none
   */
  static HubJob job(JsonNode json, String jobId, String queryCondition) {
    return new HubJob(
        json.path("jobId").asText(jobId),
        status(json.path("status").asText("")),
        json.path("queryCondition").asText(queryCondition),
        statistics(json.path("deviceJobStatistics")),
        text(json, "failureReason"));
  }

  /**
   * Whether the hub answers about a job that it does not know: 200, status unknown, and nothing to
   * say about it.
   */
  static boolean isUnknown(JsonNode json) {
    return status(json.path("status").asText("")) == JobStatus.UNKNOWN
        && text(json, "failureReason").isEmpty()
        && text(json, "statusMessage").isEmpty()
        && text(json, "queryCondition").isEmpty();
  }

  /** Both spellings that Microsoft's documents and code have. */
  private static JobStatus status(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "enqueued" -> JobStatus.ENQUEUED;
      case "queued", "pending" -> JobStatus.QUEUED;
      case "scheduled" -> JobStatus.SCHEDULED;
      case "running" -> JobStatus.RUNNING;
      case "completed" -> JobStatus.COMPLETED;
      case "failed" -> JobStatus.FAILED;
      case "cancelled", "canceled" -> JobStatus.CANCELLED;
      default -> JobStatus.UNKNOWN;
    };
  }

  private static JobStatistics statistics(JsonNode json) {
    return new JobStatistics(
        json.path("deviceCount").asInt(),
        json.path("succeededCount").asInt(),
        json.path("failedCount").asInt(),
        json.path("runningCount").asInt(),
        json.path("pendingCount").asInt());
  }

  private static Optional<String> text(JsonNode json, String name) {
    return Optional.of(json.path(name).asText("")).filter(text -> !text.isEmpty());
  }
}
