package io.twinoperator.fleetrollout.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.fleetrollout.decide.RolloutObservation.DeviceRow;
import io.twinoperator.fleetrollout.decide.RolloutObservation.JobReading;
import io.twinoperator.fleetrollout.ledger.Batch;
import io.twinoperator.fleetrollout.ledger.Batch.Lane;
import io.twinoperator.fleetrollout.ledger.Batch.Work;
import io.twinoperator.fleetrollout.ledger.Watch;
import io.twinoperator.hub.HubJob;
import io.twinoperator.hub.HubJob.JobStatistics;
import io.twinoperator.hub.HubJob.JobStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of the devices of a job: one device, in whatever state its job's end finds it. */
class JobAccountTest {
  private static final Instant LONG_AGO = Fleet.NOW.minusSeconds(600);

  @ParameterizedTest(name = "{0} is {2} after {1}")
  @CsvSource({
    "w, refused, .",
    "o, refused, .",
    "s, refused, .",
    "C, refused, C",
    "p, refused, p",
    "e, refused, e",
    "w, left out, .",
    "p, left out, p",
    "e, left out, e",
    "w, never created, .",
    "p, never created, p",
    "e, never created, e",
    "w, written, w",
    "p, written, p",
    "e, written, e",
  })
  void onlyWhoIsStillAwaitedGoesBackToItsPlace(String before, String end, String after) {
    Draft draft = draft(before);

    account(draft, Map.of(0, reading(end)));

    assertThat(draft.toLedger().progress().states()).isEqualTo(after);
  }

  /**
   * The operator died after it had stored the next batch of a device and before it had noted that
   * the one before was given up.
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource({"never created", "left out", "refused"})
  void theEndOfAJobIsNothingToADeviceThatANewerOneHolds(String end) {
    Draft draft =
        Fleet.of("w")
            .watch(0, Watch.from(LONG_AGO, 0, 2))
            .batch(job(0), 'o')
            .batch(job(1), 'o')
            .draft();

    account(draft, Map.of(0, reading(end)));

    assertThat(draft.toLedger().progress().states()).isEqualTo("w");
    assertThat(draft.batches().open()).extracting(Batch::number).containsExactly(1);
  }

  /** Its devices may have been claimed since, however short the operator was away. */
  @ParameterizedTest(name = "stored {0} s before this process began")
  @CsvSource({"1, .", "-1, w"})
  void aJobOfAProcessBeforeThatWasNeverCreatedWaitsForItsTurn(int seconds, String after) {
    Batch stored = Fleet.batch(0, Work.CHANGE, Lane.JOB, Fleet.NOW.minusSeconds(5), 0);
    Draft draft = Fleet.of("w").watch(0, Watch.from(Fleet.NOW, 0, 1)).batch(stored, 'o').draft();

    account(draft, Map.of(0, reading("never created")), stored.createdAt().plusSeconds(seconds));

    assertThat(draft.toLedger().progress().states()).isEqualTo(after);
  }

  @Test
  void whatAJobSaysAboutOneDeviceIsOfThatDeviceAlone() {
    Draft draft =
        Fleet.of("ww")
            .watch(0, Watch.from(LONG_AGO, 0, 1))
            .watch(1, Watch.from(LONG_AGO, 0, 1))
            .batch(Fleet.batch(0, Work.CHANGE, Lane.JOB, LONG_AGO, 0, 1), 'o')
            .draft();
    Map<String, DeviceRow> rows =
        Map.of("d0", DeviceRow.WRITTEN, "d1", new DeviceRow(false, Optional.of("Busy: later")));

    account(
        draft,
        Map.of(0, new JobReading(Optional.of(ended(JobStatus.COMPLETED)), Optional.of(rows))));

    assertThat(draft.toLedger().progress().states()).isEqualTo("w.");
  }

  /** It was looked at ten seconds ago, before the job came to it: that time is not the device's. */
  @Test
  void theTimeToAnswerRunsFromTheEndOfTheJob() {
    Draft draft = new Draft(draft("w").toLedger(), Fleet.NOW.plusSeconds(10));

    account(draft, Map.of(0, reading("written")));
    draft.letDeadlinesRun();

    assertThat(draft.visibleMillis()).isEqualTo(10_000);
    assertThat(draft.watch(0)).contains(Watch.from(Fleet.NOW.plusSeconds(10), 10_000, 1));
  }

  private static void account(Draft draft, Map<Integer, JobReading> jobs) {
    account(draft, jobs, LONG_AGO);
  }

  private static void account(Draft draft, Map<Integer, JobReading> jobs, Instant since) {
    new JobAccount(draft, new Retries(draft, 2)).account(jobs, since);
  }

  private static Draft draft(String state) {
    return Fleet.of(state).watch(0, Watch.from(LONG_AGO, 0, 1)).batch(job(0), 'o').draft();
  }

  private static Batch job(int number) {
    return Fleet.batch(number, Work.CHANGE, Lane.JOB, LONG_AGO, 0);
  }

  private static JobReading reading(String end) {
    return switch (end) {
      case "never created" -> new JobReading(Optional.empty(), Optional.empty());
      case "left out" -> rows(Map.of());
      case "refused" -> rows(Map.of("d0", new DeviceRow(false, Optional.of("Busy: later"))));
      case "written" -> rows(Map.of("d0", DeviceRow.WRITTEN));
      default -> throw new IllegalArgumentException(end);
    };
  }

  private static JobReading rows(Map<String, DeviceRow> rows) {
    return new JobReading(Optional.of(ended(JobStatus.COMPLETED)), Optional.of(rows));
  }

  private static HubJob ended(JobStatus how) {
    return new HubJob("b0", how, "true", new JobStatistics(1, 0, 0, 0, 0), Optional.empty());
  }
}
