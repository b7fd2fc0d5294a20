package io.twinoperator.benchmarks.fleetrollout;

import io.twinoperator.benchmarks.fleet.FleetHub;
import io.twinoperator.benchmarks.fleet.FleetHub.Account;
import io.twinoperator.benchmarks.fleet.HubLimits;
import io.twinoperator.benchmarks.report.Detail;
import io.twinoperator.benchmarks.report.Goal;
import io.twinoperator.benchmarks.report.Line;
import io.twinoperator.benchmarks.report.Round;
import io.twinoperator.benchmarks.report.Row;
import io.twinoperator.benchmarks.report.Unit;
import io.twinoperator.benchmarks.stage.Await;
import io.twinoperator.benchmarks.stage.HubSpec;
import io.twinoperator.benchmarks.stage.Stage;
import io.twinoperator.emulator.hub.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * The same change by a rollout that says nothing of pace or policy, by one job over all devices and
 * by a configuration of automatic device management, on a hub of one S3 unit that keeps its limits:
 * once with devices that all do what they are told, and once with some that refuse and some that
 * are silent. Whoever runs the hub's own tools stops them as soon as the first device has answered,
 * which is sooner than any person.
 */
final class BesideBulkTools {
  private static final Duration PATIENCE = Duration.ofMinutes(20);
  private static final Duration QUIET = Duration.ofSeconds(1);
  private static final HubLimits LIMITS = HubLimits.of(Tier.S3, 1);
  private static final int ONE_OF = 20;
  private static final String GOOD = "good";
  private static final String REJECTING = "rejecting";
  private static final String SILENT = "silent";

  private final Stage stage;
  private final int devices;
  private final int odd;

  BesideBulkTools(Stage stage, Sizes sizes) {
    this.stage = stage;
    this.devices = sizes.compared();
    this.odd = devices / ONE_OF;
  }

  /**
   * What came of a change.
   *
   * @param seconds to its end where all devices are good; no number if it did not end
   * @param wrong devices that it calls done and that have not confirmed, where some are not good
   * @param touched devices it has written there in the end
   */
  private record Outcome(double seconds, long wrong, long touched) {}

  /** Measures. */
  List<Row> measure() {
    try (Bench bench = new Bench(stage, "beside", LIMITS, HubSpec.of(LIMITS))) {
      bench.hub().keepLimits();
      stage.say("Changing %,d devices by a rollout".formatted(devices));
      Outcome ours = rollout(bench);
      stage.say("Changing as many by one job");
      Outcome job = job(bench);
      stage.say("Changing as many by a configuration");
      Outcome configuration = configuration(bench);
      return List.of(
          wrong("one job", ours, job),
          wrong("a configuration", ours, configuration),
          Detail.counts("touched until stopped, by one job", ours.touched(), job.touched()),
          Detail.counts(
              "touched until stopped, by a configuration", ours.touched(), configuration.touched()),
          new Detail(
              "%,d good devices, by one job".formatted(devices),
              Unit.SECONDS,
              ours.seconds(),
              job.seconds()),
          new Detail(
              "%,d good devices, by a configuration".formatted(devices),
              Unit.SECONDS,
              ours.seconds(),
              configuration.seconds()));
    }
  }

  private static Line wrong(String whose, Outcome ours, Outcome its) {
    return new Line(
        "wrongly counted as done, by " + whose,
        Unit.COUNT,
        List.of(Round.counts(ours.wrong(), its.wrong())),
        Goal.atMost(0));
  }

  private void settleGood(Bench bench, String plant) {
    bench.settle(plant, GOOD, devices, FleetHub.Answer.ACKNOWLEDGE);
    bench.hub().reset();
  }

  private void settleMixed(Bench bench, String plant) {
    bench.settle(plant, GOOD, devices - 2 * odd, FleetHub.Answer.ACKNOWLEDGE);
    bench.settle(plant, REJECTING, odd, FleetHub.Answer.REJECT);
    bench.settle(plant, SILENT, odd, FleetHub.Answer.SILENT);
    bench.hub().reset();
  }

  private Outcome rollout(Bench bench) {
    settleGood(bench, "ours-good");
    Instant applied = bench.apply(Change.standard("ours-good"));
    double seconds = bench.secondsTo("ours-good", "Succeeded", applied, PATIENCE);
    settleMixed(bench, "ours-mixed");
    bench.apply(Change.standard("ours-mixed"));
    bench.secondsTo("ours-mixed", "Paused", Instant.now(), PATIENCE);
    long done = bench.watch().status("ours-mixed").at("/counts/converged").asLong();
    return outcome(bench, "ours-mixed", seconds, done);
  }

  private Outcome job(Bench bench) {
    settleGood(bench, "job-good");
    Instant created = Instant.now();
    bench.hub().createJob("job-good", "job-good", Change.VALUE);
    double seconds = secondsToEnd(bench, created, () -> bench.hub().jobAccount("job-good"));
    settleMixed(bench, "job-mixed");
    bench.hub().createJob("job-mixed", "job-mixed", Change.VALUE);
    awaitAnAnswer(bench);
    if (bench.hub().cancelJob("job-mixed")) {
      stage.miss("a running job was cancelled, which IoT Hub does not allow");
    }
    secondsToEnd(bench, Instant.now(), () -> bench.hub().jobAccount("job-mixed"));
    return outcome(bench, "job-mixed", seconds, bench.hub().jobAccount("job-mixed").done());
  }

  private Outcome configuration(Bench bench) {
    settleGood(bench, "adm-good");
    Instant created = Instant.now();
    bench.hub().createConfiguration("adm-good", "adm-good", Change.VALUE);
    double seconds =
        secondsToEnd(bench, created, () -> bench.hub().configurationAccount("adm-good"));
    settleMixed(bench, "adm-mixed");
    bench.hub().createConfiguration("adm-mixed", "adm-mixed", Change.VALUE);
    awaitAnAnswer(bench);
    // Read before the configuration is deleted, and what it says with it.
    Account account = bench.hub().configurationAccount("adm-mixed");
    bench.hub().deleteConfiguration("adm-mixed");
    return outcome(bench, "adm-mixed", seconds, account.done());
  }

  private static void awaitAnAnswer(Bench bench) {
    bench.await(
        () -> bench.hub().changes().firstReported() > 0, PATIENCE, "no device has answered");
  }

  private static double secondsToEnd(Bench bench, Instant since, Supplier<Account> account) {
    boolean ended =
        bench.await(() -> account.get().ended(), PATIENCE, "a bulk tool of the hub did not end");
    return ended ? Bench.seconds(since, Instant.now()) : Double.NaN;
  }

  private Outcome outcome(Bench bench, String plant, double seconds, long done) {
    // Devices that have just been written are still about to answer.
    Await.quiet(() -> bench.confirmed(plant, GOOD, devices - 2 * odd), QUIET, PATIENCE);
    long confirmed = bench.confirmed(plant, GOOD, devices - 2 * odd);
    return new Outcome(seconds, done - confirmed, bench.hub().changes().heard());
  }
}
