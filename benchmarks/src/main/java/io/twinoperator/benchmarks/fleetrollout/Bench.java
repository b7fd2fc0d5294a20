package io.twinoperator.benchmarks.fleetrollout;

import io.twinoperator.benchmarks.contender.OperatorUnderTest;
import io.twinoperator.benchmarks.fleet.FleetHub;
import io.twinoperator.benchmarks.fleet.HubLimits;
import io.twinoperator.benchmarks.stage.Await;
import io.twinoperator.benchmarks.stage.HubSpec;
import io.twinoperator.benchmarks.stage.Namespace;
import io.twinoperator.benchmarks.stage.RolloutWatch;
import io.twinoperator.benchmarks.stage.Stage;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.BooleanSupplier;

/** A hub, a namespace that leads to it, and an operator in a process of its own. */
final class Bench implements AutoCloseable {
  private static final double MICROS = 1e6;

  /** Devices of nobody, since a selector that takes all of a hub has to be asked for. */
  private static final int OTHERS = 10;

  private final Stage stage;
  private final FleetHub hub;
  private final Namespace namespace;
  private final RolloutWatch watch;
  private final OperatorUnderTest operator;

  /**
   * Starts all of it; the hub keeps no limits until it is told to.
   *
   * @param name of the namespace
   * @param spec what the operator is told of the hub
   */
  Bench(Stage stage, String name, HubLimits limits, HubSpec spec) {
    this.stage = stage;
    this.hub = stage.hub(limits);
    hub.enrol("others", OTHERS, "others");
    this.namespace = Namespace.create(stage.client(), name, hub.address(), spec);
    this.watch = RolloutWatch.of(namespace);
    this.operator = stage.operator();
    operator.start(name);
  }

  FleetHub hub() {
    return hub;
  }

  RolloutWatch watch() {
    return watch;
  }

  OperatorUnderTest operator() {
    return operator;
  }

  /** Creates devices of a plant and switches them on; they answer at once, if they answer. */
  void settle(String plant, String kind, int count, FleetHub.Answer answer) {
    String prefix = plant + "-" + kind;
    hub.enrol(prefix, count, plant);
    hub.connect(prefix, count, answer, Duration.ZERO);
  }

  /** How many such devices have confirmed the value. */
  long confirmed(String plant, String kind, int count) {
    return hub.confirmed(plant + "-" + kind, count);
  }

  /** Applies a rollout; answers when. */
  Instant apply(Change change) {
    Instant now = Instant.now();
    watch.apply(change.yaml(namespace));
    return now;
  }

  /**
   * Waits until a rollout is seen in a phase.
   *
   * @return seconds since an instant; no number if it did not come to pass
   */
  double secondsTo(String rollout, String phase, Instant since, Duration patience) {
    boolean came =
        await(
            () -> watch.firstSeen(rollout, phase).isPresent(),
            patience,
            rollout + " did not become " + phase);
    return came
        ? ChronoUnit.MICROS.between(since, watch.firstSeen(rollout, phase).orElseThrow()) / MICROS
        : Double.NaN;
  }

  /** Waits; says what was missed, with what the rollouts say, if it is in vain. */
  boolean await(BooleanSupplier isSo, Duration patience, String otherwise) {
    boolean came = Await.until(isSo, patience);
    if (!came) {
      stage.miss(otherwise);
    }
    return came;
  }

  /** An instant of the hub's clock, which is this machine's. */
  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /** Seconds from one to the other. */
  static double seconds(Instant from, Instant to) {
    return ChronoUnit.MICROS.between(from, to) / MICROS;
  }

  @Override
  public void close() {
    operator.close();
    watch.close();
    hub.close();
  }
}
