package io.twinoperator.hub.contract;

import io.twinoperator.hub.contract.RestHub.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Open questions about jobs. What they create starts in hours, and they cancel it. */
final class JobQuestions {
  private JobQuestions() {}

  static List<OpenQuestion> all() {
    return List.of(
        new OpenQuestion(
            "UnfinishedEndTime",
            "What does a job show as its end before it has one?",
            JobQuestions::unfinishedEndTime),
        new OpenQuestion(
            "ScheduledJobs",
            "Does a job that starts later take a slot at once?",
            JobQuestions::scheduledJobs),
        new OpenQuestion(
            "start time", "How far ahead may a job start?", JobQuestions::startTimeHorizon),
        new OpenQuestion(
            "execution limit",
            "Which values of maxExecutionTimeInSeconds are taken?",
            JobQuestions::executionLimit),
        new OpenQuestion(
            "job values",
            "May a job write values beyond printable ASCII?",
            JobQuestions::valuesBeyondAscii));
  }

  private static Finding unfinishedEndTime(RemoteHub hub) throws Exception {
    String job = create(hub, later(Duration.ofHours(2)), 3600, "1").job();
    Reply reply = hub.rest().send("GET", job, "");
    cancel(hub, job);
    boolean shown = reply.json().hasNonNull("endTime");
    return new Finding(
        shown ? "endTime is " + reply.json().path("endTime").asText() : "there is no endTime",
        shown ? "UnfinishedEndTime=FAR_FUTURE" : "UnfinishedEndTime=ABSENT");
  }

  private static Finding scheduledJobs(RemoteHub hub) throws Exception {
    List<String> jobs = new ArrayList<>();
    Created last;
    do {
      last = create(hub, later(Duration.ofHours(2)), 3600, "1");
      jobs.add(last.job());
    } while (last.reply().status() == 200 && jobs.size() < 12);
    for (String job : jobs) {
      cancel(hub, job);
    }
    return new Finding(
        "the %dth of jobs that start later was answered %s"
            .formatted(jobs.size(), last.reply().describe()),
        last.reply().status() == 429
            ? "ScheduledJobs=TAKE_A_SLOT"
            : "ScheduledJobs=WAIT_FOR_A_SLOT");
  }

  private static Finding startTimeHorizon(RemoteHub hub) throws Exception {
    StringBuilder seen = new StringBuilder();
    for (int days : new int[] {1, 31, 366, 3660}) {
      Created created = create(hub, later(Duration.ofDays(days)), 3600, "1");
      cancel(hub, created.job());
      seen.append("%d days: %s; ".formatted(days, created.reply().status()));
    }
    return new Finding(seen.toString(), "(the emulator takes any)");
  }

  private static Finding executionLimit(RemoteHub hub) throws Exception {
    StringBuilder seen = new StringBuilder();
    for (long seconds : new long[] {0, 1, 86_400, 2_592_000, 999_999_999}) {
      Created created = create(hub, later(Duration.ofHours(2)), seconds, "1");
      cancel(hub, created.job());
      seen.append("%d s: %s; ".formatted(seconds, created.reply().status()));
    }
    return new Finding(seen.toString(), "(the emulator takes 1 and more)");
  }

  private static Finding valuesBeyondAscii(RemoteHub hub) throws Exception {
    Created created = create(hub, later(Duration.ofHours(2)), 3600, "\"gr\u00f6\u00dfer {[(\"");
    cancel(hub, created.job());
    return new Finding(created.reply().describe(), "(the emulator takes them)");
  }

  private record Created(String job, Reply reply) {}

  private static Created create(RemoteHub hub, Instant start, long seconds, String value)
      throws Exception {
    String job = "/jobs/v2/question-" + UUID.randomUUID();
    String body =
        """
        {"jobId":"%s","type":"scheduleUpdateTwin","queryCondition":"tags.nobody = 'x'","startTime":"%s",
         "maxExecutionTimeInSeconds":%d,"updateTwin":{"etag":"*","properties":{"desired":{"v":%s}}}}
        """
            .formatted(job.substring("/jobs/v2/".length()), start, seconds, value);
    return new Created(job, hub.rest().send("PUT", job, body));
  }

  private static Instant later(Duration ahead) {
    return Instant.now().plus(ahead);
  }

  private static void cancel(RemoteHub hub, String job) throws Exception {
    hub.rest().send("POST", job + "/cancel", "{}");
  }
}
