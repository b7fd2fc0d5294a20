package io.twinoperator.benchmarks.deviceconfig;

import io.twinoperator.benchmarks.report.Detail;
import io.twinoperator.benchmarks.report.Goal;
import io.twinoperator.benchmarks.report.Line;
import io.twinoperator.benchmarks.report.Round;
import io.twinoperator.benchmarks.report.Row;
import io.twinoperator.benchmarks.report.Unit;
import io.twinoperator.benchmarks.stage.Await;
import io.twinoperator.benchmarks.stage.HubSpec;
import io.twinoperator.benchmarks.stage.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a fleet costs of which nobody wants anything, and what it costs to start again. */
final class AtRest {
  private static final Duration SWEEP = Duration.ofSeconds(10);
  private static final Duration TO_SETTLE = Duration.ofSeconds(20);
  private static final Duration QUIET = Duration.ofSeconds(6);
  private static final Duration TO_START = Duration.ofMinutes(5);
  private static final int PAGE = 100;
  private static final double MICROS = 1e6;

  private final Stage stage;
  private final Sizes sizes;
  private final Fleet fleet;

  AtRest(Stage stage, Sizes sizes, Fleet fleet) {
    this.stage = stage;
    this.sizes = sizes;
    this.fleet = fleet;
  }

  /** Measures. */
  List<Row> measure() {
    List<Row> rows = new ArrayList<>(sweeps());
    rows.addAll(restart());
    return rows;
  }

  private List<Row> sweeps() {
    stage.say("Watching %d sweeps of %,d at rest".formatted(sizes.sweeps(), fleet.size()));
    Await.pass(TO_SETTLE);
    fleet.hub().reset();
    long before = fleet.statusWrites();
    Await.pass(SWEEP.multipliedBy(sizes.sweeps()));
    Fleet.Toll toll = fleet.toll(before);
    double perSweep = (double) toll.looks() / sizes.sweeps();
    double allowed = Math.ceil((double) fleet.size() / PAGE);
    boolean swept = toll.looks() >= allowed;
    if (!swept) {
      stage.miss("no sweep was seen: %d reads and pages".formatted(toll.looks()));
    }
    return List.of(
        new Line(
            "at rest: reads and pages a sweep, of N/100",
            Unit.COUNT,
            List.of(new Round(swept ? perSweep : Double.NaN, allowed)),
            Goal.times(1)),
        zero("at rest: twin writes", toll.hub().writes()),
        zero("at rest: status writes", toll.statusWrites()));
  }

  private List<Row> restart() {
    stage.say("Starting the operator again with " + fleet.size());
    fleet.change(HubSpec.unlimited("24h"));
    fleet.killOperator();
    long start = System.currentTimeMillis();
    fleet.startOperator();
    double ready = (System.currentTimeMillis() - start) / 1e3;
    boolean steady = Await.quiet(() -> fleet.hub().counts().calls(), QUIET, TO_START);
    Fleet.Toll toll = fleet.toll(0);
    double seconds = toll.hub().lastCall() / MICROS - start / 1e3;
    double sweep = Math.ceil((double) fleet.size() / PAGE);
    if (!steady) {
      stage.miss("the operator did not come to rest after its start");
    }
    return List.of(
        new Line(
            "restart: reads and pages, of one sweep",
            Unit.COUNT,
            List.of(new Round(steady ? (double) toll.looks() : Double.NaN, sweep)),
            Goal.times(1)),
        zero("restart: twin writes", toll.hub().writes()),
        zero("restart: status writes", toll.statusWrites()),
        Detail.of("restart: process to caches read", Unit.SECONDS, ready),
        Detail.of("restart: process to steady state", Unit.SECONDS, steady ? seconds : Double.NaN));
  }

  private static Line zero(String name, long count) {
    return new Line(name, Unit.COUNT, List.of(Round.count(count)), Goal.atMost(0));
  }
}
