package io.twinoperator.benchmarks.fleetrollout;

import io.twinoperator.benchmarks.fleet.Changes;
import io.twinoperator.benchmarks.fleet.FleetHub;
import io.twinoperator.benchmarks.fleet.HubLimits;
import io.twinoperator.benchmarks.report.Detail;
import io.twinoperator.benchmarks.report.Goal;
import io.twinoperator.benchmarks.report.Line;
import io.twinoperator.benchmarks.report.Round;
import io.twinoperator.benchmarks.report.Row;
import io.twinoperator.benchmarks.report.Statistics;
import io.twinoperator.benchmarks.report.Unit;
import io.twinoperator.benchmarks.stage.HubSpec;
import io.twinoperator.benchmarks.stage.Stage;
import io.twinoperator.emulator.hub.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How soon a rollout takes note; on a hub of one S3 unit that keeps its limits. */
final class Reactions {
  private static final String GOOD = "good";

  /** Seconds: a device is read again two and five seconds after its write. */
  private static final double SOON = 5;

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final HubLimits LIMITS = HubLimits.of(Tier.S3, 1);

  private final Stage stage;
  private final Sizes sizes;

  Reactions(Stage stage, Sizes sizes) {
    this.stage = stage;
    this.sizes = sizes;
  }

  /**
   * What became of an abort.
   *
   * @param seconds from asking for it to the last write; no number if it did not come to its end
   * @param before devices written when it was asked for
   * @param after devices written since
   */
  private record Abort(double seconds, long before, long after) {}

  /** Measures. */
  List<Row> measure() {
    List<Double> ends = new ArrayList<>();
    List<Double> stops = new ArrayList<>();
    List<Abort> aborts = new ArrayList<>();
    try (Bench bench = new Bench(stage, "reactions", LIMITS, HubSpec.of(LIMITS))) {
      bench.hub().keepLimits();
      for (int round = 1; round <= sizes.rounds(); round++) {
        stage.say("Ending, stopping and aborting rollouts, round " + round);
        ends.add(end(bench, "ends-" + round));
        stops.add(stop(bench, "stops-" + round));
        aborts.add(abort(bench, "aborts-" + round));
      }
    }
    return List.of(
        seconds("last acknowledgement to Succeeded", ends),
        seconds("a canary's refusal to Paused", stops),
        seconds("state Abort to the last write", aborts.stream().map(Abort::seconds).toList()),
        Detail.count("devices written when aborted", median(aborts.stream().map(Abort::before))),
        Detail.count("devices written after that", median(aborts.stream().map(Abort::after))));
  }

  private static Line seconds(String name, List<Double> rounds) {
    return new Line(
        name, Unit.SECONDS, rounds.stream().map(Round::alone).toList(), Goal.atMost(SOON));
  }

  private static long median(Stream<Long> rounds) {
    return (long) Statistics.median(rounds.mapToDouble(Long::doubleValue).toArray());
  }

  private double end(Bench bench, String name) {
    bench.settle(name, GOOD, sizes.reacting(), FleetHub.Answer.ACKNOWLEDGE);
    bench.hub().reset();
    Instant applied = bench.apply(Change.atOnce(name));
    double succeeded = bench.secondsTo(name, "Succeeded", applied, PATIENCE);
    Instant answered = Bench.instant(bench.hub().changes().lastReported());
    return succeeded - Bench.seconds(applied, answered);
  }

  private double stop(Bench bench, String name) {
    bench.settle(name, "rejecting", sizes.reacting(), FleetHub.Answer.REJECT);
    bench.hub().reset();
    Instant applied = bench.apply(Change.standard(name));
    double paused = bench.secondsTo(name, "Paused", applied, PATIENCE);
    Instant refused = Bench.instant(bench.hub().changes().firstReported());
    return paused - Bench.seconds(applied, refused);
  }

  private Abort abort(Bench bench, String name) {
    bench.settle(name, GOOD, sizes.reacting(), FleetHub.Answer.ACKNOWLEDGE);
    bench.hub().reset();
    bench.apply(Change.atOnce(name));
    boolean underWay =
        bench.await(
            () -> bench.hub().changes().heard() >= sizes.reacting() / 4,
            PATIENCE,
            name + " did not get under way");
    long before = bench.hub().changes().heard();
    Instant asked = Instant.now();
    bench.watch().changeState(name, "Abort");
    double aborted = bench.secondsTo(name, "Aborted", asked, PATIENCE);
    Changes changes = bench.hub().changes();
    double last = Bench.seconds(asked, Bench.instant(changes.lastHeard()));
    boolean measured = underWay && !Double.isNaN(aborted);
    return new Abort(measured ? Math.max(0, last) : Double.NaN, before, changes.heard() - before);
  }
}
