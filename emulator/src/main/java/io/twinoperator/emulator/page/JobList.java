package io.twinoperator.emulator.page;

import static j2html.TagCreator.code;
import static j2html.TagCreator.div;
import static j2html.TagCreator.span;
import static j2html.TagCreator.td;
import static j2html.TagCreator.text;
import static j2html.TagCreator.tr;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.QueryPage;
import j2html.tags.DomContent;
import j2html.tags.specialized.SpanTag;
import j2html.tags.specialized.TrTag;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The jobs of a hub, the newest first, with a bar each. */
final class JobList {
  private static final List<String> COLUMNS =
      List.of("Job", "Status", "Devices", "Condition", "Created", "Ended");

  private JobList() {}

  /** Every job, the newest first. */
  static List<JsonNode> newestFirst(EmulatedHub hub) {
    List<JsonNode> jobs = new ArrayList<>();
    Optional<String> continuation = Optional.empty();
    do {
      QueryPage page =
          hub.queryJobs(
              Optional.empty(), Optional.empty(), EmulatedHub.MAX_PAGE_SIZE, continuation);
      jobs.addAll(page.items());
      continuation = page.continuation();
    } while (continuation.isPresent());
    Collections.reverse(jobs);
    return jobs;
  }

  static boolean isUnfinished(JsonNode job) {
    return switch (job.path("status").asText()) {
      case "completed", "failed", "cancelled" -> false;
      default -> true;
    };
  }

  static DomContent table(Visit visit, String caption, List<JsonNode> jobs) {
    return Tables.of(
        caption,
        COLUMNS,
        jobs.stream().map(job -> row(visit, job)).toList(),
        "No job was created on this hub.");
  }

  private static TrTag row(Visit visit, JsonNode job) {
    JobBar bar = JobBar.of(job);
    return tr().with(
            Tables.rowHead(
                div()
                    .with(
                        span(job.path("jobId").asText()),
                        text(" "),
                        span(job.path("type").asText()).withClass("under"))),
            td().with(status(job)),
            td().withClass("progress")
                .with(bar.svg(), text(" "), span(bar.words()).withClass("under")),
            td().with(code(job.path("queryCondition").asText())),
            td().with(visit.hubAge().of(job.path("createdTime").asText())),
            td().with(ended(visit, job)));
  }

  private static DomContent status(JsonNode job) {
    String status = job.path("status").asText();
    SpanTag shown = span(status).withClass("state " + colour(status));
    String reason = job.path("failureReason").asText("");
    return reason.isEmpty() ? shown : div().with(shown, text(" "), span(reason).withClass("under"));
  }

  private static DomContent ended(Visit visit, JsonNode job) {
    // Until then the hub writes the end of its calendar, or nothing.
    return isUnfinished(job)
        ? span("not yet").withClass("muted")
        : visit.hubAge().of(job.path("endTime").asText());
  }

  private static String colour(String status) {
    return switch (status) {
      case "completed" -> "good";
      case "failed" -> "bad";
      case "running" -> "busy";
      default -> "quiet";
    };
  }
}
