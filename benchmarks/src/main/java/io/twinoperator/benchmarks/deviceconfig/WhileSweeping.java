package io.twinoperator.benchmarks.deviceconfig;

import io.twinoperator.benchmarks.report.Detail;
import io.twinoperator.benchmarks.report.Goal;
import io.twinoperator.benchmarks.report.Line;
import io.twinoperator.benchmarks.report.Round;
import io.twinoperator.benchmarks.report.Row;
import io.twinoperator.benchmarks.report.Statistics;
import io.twinoperator.benchmarks.report.Unit;
import io.twinoperator.benchmarks.stage.Await;
import io.twinoperator.benchmarks.stage.HubSpec;
import io.twinoperator.benchmarks.stage.Stage;
import java.time.Duration;
import java.util.List;

/**
 * Edits of specs on a hub that keeps the limits of one unit of S1, of which the operator takes its
 * usual share: while the sweep goes on that follows the operator's start, and while there is none.
 */
final class WhileSweeping {
  private static final Duration QUIET = Duration.ofSeconds(6);
  private static final Duration TO_START = Duration.ofMinutes(5);
  private static final Duration TO_TAKE_EFFECT = Duration.ofSeconds(5);
  private static final int USUAL_SHARE = 70;
  private static final int SHARE_OF_WARM_UP = 6;
  private static final double MEDIAN = 0.5;
  private static final double P99 = 0.99;
  private static final double READY_SECONDS = 5;
  private static final double RATIO = 1.5;
  private static final double MICROS = 1e6;

  private final Stage stage;
  private final Sizes sizes;
  private final Fleet fleet;
  private final Edits edits;

  WhileSweeping(Stage stage, Sizes sizes, Fleet fleet) {
    this.stage = stage;
    this.sizes = sizes;
    this.fleet = fleet;
    this.edits = new Edits(stage, fleet);
  }

  /** Measures. */
  List<Row> measure() {
    Edits.Window still = withoutSweep();
    Edits.Window swept = duringSweep();
    boolean isSwept = swept.hub().queries() > 0;
    boolean isStill = still.hub().queries() == 0;
    if (!isSwept) {
      stage.miss("no page of a sweep was seen during the edits that were to meet one");
    }
    if (!isStill) {
      stage.miss("a sweep was seen during the edits that were to meet none");
    }
    boolean good = isSwept && isStill;
    return List.of(
        new Line(
            "confirmation to Ready in a sweep, p50",
            Unit.SECONDS,
            List.of(Round.alone(isSwept ? seconds(MEDIAN, swept, swept.toReady()) : Double.NaN)),
            Goal.atMost(READY_SECONDS)),
        Detail.of("confirmation to Ready, p99", Unit.SECONDS, seconds(P99, swept, swept.toReady())),
        ratio("edit to device in a sweep, of none, p50", MEDIAN, good, swept, still),
        ratio("edit to device in a sweep, of none, p99", P99, good, swept, still),
        Detail.counts("hub: twin reads", swept.hub().reads(), still.hub().reads()),
        Detail.counts("hub: twin writes", swept.hub().writes(), still.hub().writes()),
        Detail.counts("hub: query pages", swept.hub().queries(), still.hub().queries()),
        Detail.counts("hub: answers with 429", swept.hub().throttled(), still.hub().throttled()));
  }

  /** The first sweep, without limits, is over when the edits come, and the next one is far off. */
  private Edits.Window withoutSweep() {
    stage.say("Editing %d specs on S1 while no sweep runs".formatted(sizes.edits()));
    fleet.hub().keepNoLimits();
    fleet.change(HubSpec.unlimited("24h"));
    fleet.killOperator();
    fleet.startOperator();
    Await.quiet(() -> fleet.hub().counts().calls(), QUIET, TO_START);
    fleet.change(HubSpec.limited(USUAL_SHARE).sweptEvery("24h"));
    fleet.hub().keepLimits();
    Await.pass(TO_TAKE_EFFECT);
    return window();
  }

  /** The limits hold from the start, so the first sweep takes much longer than the edits. */
  private Edits.Window duringSweep() {
    stage.say("Editing %d specs on S1 while a sweep runs".formatted(sizes.edits()));
    fleet.killOperator();
    fleet.change(HubSpec.limited(USUAL_SHARE));
    fleet.startOperator();
    Await.pass(TO_TAKE_EFFECT);
    return window();
  }

  private Edits.Window window() {
    edits.make(sizes.edits() / SHARE_OF_WARM_UP);
    return edits.make(sizes.edits());
  }

  private static Line ratio(
      String name, double share, boolean good, Edits.Window swept, Edits.Window still) {
    return new Line(
        name,
        Unit.SECONDS,
        List.of(
            new Round(
                good ? seconds(share, swept, swept.toDevice()) : Double.NaN,
                seconds(share, still, still.toDevice()))),
        Goal.times(RATIO));
  }

  /** No number where the end of an edit was not seen: the slowest would be left out. */
  private static double seconds(double share, Edits.Window window, List<Double> micros) {
    return window.missing() > 0
        ? Double.NaN
        : Statistics.percentile(share, micros.stream().mapToDouble(Double::doubleValue).toArray())
            / MICROS;
  }
}
