package io.twinoperator.benchmarks.fleetrollout;

import io.twinoperator.benchmarks.fleet.Changes;
import io.twinoperator.benchmarks.fleet.FleetHub;
import io.twinoperator.benchmarks.fleet.HubLimits;
import io.twinoperator.benchmarks.report.Detail;
import io.twinoperator.benchmarks.report.Goal;
import io.twinoperator.benchmarks.report.Line;
import io.twinoperator.benchmarks.report.Round;
import io.twinoperator.benchmarks.report.Row;
import io.twinoperator.benchmarks.report.Unit;
import io.twinoperator.benchmarks.stage.HubSpec;
import io.twinoperator.benchmarks.stage.RolloutChoices;
import io.twinoperator.benchmarks.stage.Stage;
import io.twinoperator.emulator.hub.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One wave of many devices on a hub that keeps its limits, all of which the operator may have, by
 * each machine that writes; devices answer at once. Baseline is what the limits themselves take.
 */
final class UnderLimits {
  private static final double LIMIT = 1.05;
  private static final String BOTH_LANES = "Auto";
  private static final String GOOD = "good";
  private static final Duration ALLOWANCE = Duration.ofMinutes(5);

  private final Stage stage;
  private final int devices;

  UnderLimits(Stage stage, Sizes sizes) {
    this.stage = stage;
    this.devices = sizes.written();
  }

  /** Measures. */
  List<Row> measure() {
    List<Row> rows = new ArrayList<>();
    for (Tier tier : List.of(Tier.S1, Tier.S3)) {
      HubLimits own = HubLimits.of(tier, 1);
      for (String mode : RolloutChoices.writerModes()) {
        rows.addAll(measure(own, mode, ""));
        if (mode.equals(BOTH_LANES)) {
          rows.addAll(measure(own.sharedThrottle(), mode, ", one throttle"));
        }
      }
    }
    return rows;
  }

  private List<Row> measure(HubLimits limits, String mode, String suffix) {
    String title = "%s on %s%s".formatted(mode, limits, suffix);
    stage.say("Writing %,d twins by %s".formatted(devices, title));
    String name = title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    Floor floor = new Floor(limits, devices);
    try (Bench bench = new Bench(stage, name, limits, HubSpec.of(limits))) {
      bench.settle(name, GOOD, devices, FleetHub.Answer.ACKNOWLEDGE);
      bench.hub().keepLimits();
      return rows(bench, Change.atOnce(name).by(mode), title, floor);
    }
  }

  private List<Row> rows(Bench bench, Change change, String title, Floor floor) {
    String mode = change.writer().replaceAll("[{}]|mode:|\\s", "");
    Instant applied = bench.apply(change.in("Plan"));
    double planned = bench.secondsTo(change.name(), "Planned", applied, patience(floor.planning()));
    bench.hub().reset();
    bench.watch().changeState(change.name(), "Run");
    double succeeded =
        bench.secondsTo(change.name(), "Succeeded", applied, patience(floor.confirming(mode)));
    Changes changes = bench.hub().changes();
    boolean all = changes.heard() == devices && !Double.isNaN(succeeded);
    double confirmed = succeeded - Bench.seconds(applied, Bench.instant(changes.firstHeard()));
    return List.of(
        new Line(
            "%,d twins by %s".formatted(devices, title),
            Unit.SECONDS,
            List.of(new Round(all ? changes.seconds() : Double.NaN, floor.writing(mode))),
            Goal.times(LIMIT)),
        new Detail("to the plan, of its pages", Unit.SECONDS, planned, floor.planning()),
        new Detail(
            "first write to Succeeded, of its reads",
            Unit.SECONDS,
            all ? confirmed : Double.NaN,
            floor.confirming(mode)),
        Detail.count("hub: twin reads", bench.hub().counts().reads()),
        Detail.count("hub: answers with 429", bench.hub().counts().throttled()));
  }

  private static Duration patience(double floor) {
    return ALLOWANCE.plusSeconds((long) (2 * floor));
  }
}
