package io.twinoperator.emulator.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.method.InvalidMethodException;
import io.twinoperator.emulator.method.MethodRequest;
import io.twinoperator.emulator.query.QueryParser;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A checked request for a job.
 *
 * @param jobId up to 64 letters, digits and hyphens
 * @param queryCondition a WHERE clause or {@code *}, not yet parsed: the hub does that at the start
 * @param work what to do to each device
 * @param startTime not before this; empty for at once
 * @param maxExecutionTime from the start on
 */
record JobRequest(
    String jobId,
    String queryCondition,
    Work work,
    Optional<Instant> startTime,
    Duration maxExecutionTime) {
  private static final Pattern JOB_ID = Pattern.compile("[A-Za-z0-9-]{1,64}");
  private static final long DEFAULT_SECONDS = 3600;

  static JobRequest of(String jobId, ObjectNode body) {
    checkId(jobId, body);
    return new JobRequest(
        jobId, condition(body), work(body), startTime(body), maxExecutionTime(body));
  }

  private static void checkId(String jobId, ObjectNode body) {
    if (!JOB_ID.matcher(jobId).matches()) {
      throw invalid("jobId '" + jobId + "' is not valid: 1 to 64 of A-Z a-z 0-9 -");
    }
    JsonNode inBody = body.path("jobId");
    if (inBody.isTextual() && !inBody.textValue().equals(jobId)) {
      throw invalid(
          "The body's jobId '" + inBody.textValue() + "' is not the path's '" + jobId + "'");
    }
  }

  private static Work work(ObjectNode body) {
    String type = body.path("type").asText("");
    return switch (type) {
      case Work.TwinUpdate.TYPE -> new Work.TwinUpdate(updateTwin(body));
      case Work.MethodInvocation.TYPE -> method(body);
      default ->
          throw invalid(
              "Job type '"
                  + type
                  + "' is neither "
                  + Work.TwinUpdate.TYPE
                  + " nor "
                  + Work.MethodInvocation.TYPE);
    };
  }

  private static String condition(ObjectNode body) {
    String condition = body.path("queryCondition").asText("");
    if (condition.isBlank() || body.path("queryCondition").isNull()) {
      throw invalid("queryCondition is required; use * for every device");
    }
    if (condition.length() > QueryParser.MAX_LENGTH) {
      throw new JobRefusedException(
          JobRefusal.CONDITION_TOO_LONG,
          "queryCondition has "
              + condition.length()
              + " characters, the maximum is "
              + QueryParser.MAX_LENGTH);
    }
    return condition;
  }

  private static ObjectNode updateTwin(ObjectNode body) {
    ObjectNode updateTwin = part(body, "updateTwin", Work.TwinUpdate.TYPE);
    if (!updateTwin.path("etag").asText("").equals("*")) {
      throw invalid("updateTwin.etag must be \"*\": a job updates whatever the version is");
    }
    return updateTwin;
  }

  private static Work method(ObjectNode body) {
    ObjectNode method = part(body, "cloudToDeviceMethod", Work.MethodInvocation.TYPE);
    try {
      return new Work.MethodInvocation(method, MethodRequest.of(method));
    } catch (InvalidMethodException broken) {
      throw invalid("cloudToDeviceMethod: " + broken.getMessage());
    }
  }

  private static ObjectNode part(ObjectNode body, String name, String type) {
    if (!(body.path(name) instanceof ObjectNode sent)) {
      throw invalid(name + " is required for a job of type " + type);
    }
    ObjectNode part = sent.deepCopy();
    part.properties().removeIf(entry -> entry.getValue().isNull());
    return part;
  }

  private static Optional<Instant> startTime(ObjectNode body) {
    JsonNode start = body.path("startTime");
    if (start.isMissingNode() || start.isNull() || start.asText().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(start.asText(), Instant::from));
    } catch (DateTimeException notATime) {
      throw invalid("startTime '" + start.asText() + "' is no ISO 8601 time with an offset");
    }
  }

  private static Duration maxExecutionTime(ObjectNode body) {
    JsonNode seconds = body.path("maxExecutionTimeInSeconds");
    if (seconds.isMissingNode() || seconds.isNull()) {
      return Duration.ofSeconds(DEFAULT_SECONDS);
    }
    if (!seconds.isIntegralNumber() || !seconds.canConvertToInt() || seconds.intValue() < 1) {
      throw invalid(
          "maxExecutionTimeInSeconds is " + seconds + ": use a whole number of seconds from 1");
    }
    return Duration.ofSeconds(seconds.longValue());
  }

  private static JobRefusedException invalid(String message) {
    return new JobRefusedException(JobRefusal.INVALID, message);
  }
}
