package io.twinoperator.emulator.page;

import static j2html.TagCreator.p;

import com.fasterxml.jackson.databind.JsonNode;
import j2html.TagCreator;
import java.util.List;

/** The last jobs of a hub. */
final class JobsPage {
  private static final int SHOWN = 50;

  private JobsPage() {}

  static String render(Visit visit) {
    List<JsonNode> jobs = JobList.newestFirst(visit.hub());
    String caption =
        jobs.size() <= SHOWN
            ? jobs.size() + " jobs, the newest first"
            : "The newest " + SHOWN + " of " + jobs.size() + " jobs";
    return Frame.around(
        visit,
        "Jobs",
        Address.JOBS,
        p("Bars show devices: succeeded, failed, running, and the rest still to come.")
            .withClass("lead"),
        TagCreator.div()
            .with(JobList.table(visit, caption, jobs.subList(0, Math.min(SHOWN, jobs.size())))));
  }
}
