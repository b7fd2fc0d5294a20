package io.twinoperator.emulator.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Jobs that have ended, with their rows, as JSON. One that has not ended is left out: what it wrote
 * stays in the twins, but nobody goes on with it, and its id is free again.
 */
final class JobArchive {
  private final JobHistory history;

  JobArchive(JobHistory history) {
    this.history = history;
  }

  ObjectNode save() {
    ObjectNode saved = JsonNodeFactory.instance.objectNode();
    ArrayNode jobs = saved.putArray("jobs");
    history.all().stream().filter(JobArchive::hasEnded).forEach(job -> jobs.add(saved(job)));
    ArrayNode rows = saved.putArray("rows");
    history.rowsFrom(0).stream()
        .filter(row -> hasEnded(row.job()))
        .forEach(row -> rows.add(row.save()));
    return saved;
  }

  /** The ids of the jobs that {@link #save} leaves out. */
  List<String> leftOut() {
    return history.all().stream().filter(job -> !hasEnded(job)).map(Job::id).toList();
  }

  /** Takes up what was saved; throws IllegalArgumentException where it is broken. */
  void restore(JsonNode saved) {
    try {
      saved.path("jobs").forEach(one -> history.add(restored(one)));
      history.all().stream()
          .sorted(Comparator.comparing(job -> job.ended().orElseThrow()))
          .forEach(history::finished);
      saved.path("rows").forEach(this::restoreRow);
    } catch (JobRefusedException | DateTimeException broken) {
      throw new IllegalArgumentException(broken.getMessage(), broken);
    }
  }

  private static boolean hasEnded(Job job) {
    return job.ended().isPresent();
  }

  private static ObjectNode saved(Job job) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("jobId", job.id())
        .put("type", job.type())
        .put("queryCondition", job.request().queryCondition())
        .put("startTime", job.start().toString())
        .put("maxExecutionTimeInSeconds", job.request().maxExecutionTime().toSeconds());
    job.work().describe(json);
    job.save(json);
    return json;
  }

  private static Job restored(JsonNode saved) {
    if (!(saved instanceof ObjectNode body)) {
      throw new IllegalArgumentException("a job is no object");
    }
    JobRequest request = JobRequest.of(body.path("jobId").asText(), body);
    Job job = new Job(request, Instant.parse(body.path("created").asText()));
    job.finish(
        status(Job.Status.values(), body),
        Optional.ofNullable(body.path("failureReason").textValue()),
        Instant.parse(body.path("ended").asText()));
    return job;
  }

  private void restoreRow(JsonNode saved) {
    String jobId = saved.path("jobId").asText();
    Job job =
        history
            .find(jobId)
            .orElseThrow(() -> new IllegalArgumentException("a row is of no job '" + jobId + "'"));
    Target target =
        new Target(
            saved.path("deviceId").asText(),
            Optional.ofNullable(saved.path("moduleId").textValue()));
    Instant created = Instant.parse(saved.path("created").asText());
    history
        .addRows(job, List.of(target), created)
        .get(0)
        .restore(status(DeviceJob.Status.values(), saved), saved);
  }

  private static <S extends Enum<S>> S status(S[] choices, JsonNode saved) {
    String text = saved.path("status").asText();
    return Arrays.stream(choices)
        .filter(choice -> choice.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("status '" + text + "' is not known"));
  }
}
