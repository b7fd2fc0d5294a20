package io.twinoperator.benchmarks.deviceconfig;

import io.twinoperator.benchmarks.contender.OperatorUnderTest;
import io.twinoperator.benchmarks.fleet.FleetHub;
import io.twinoperator.benchmarks.fleet.HubCounts;
import io.twinoperator.benchmarks.stage.Await;
import io.twinoperator.benchmarks.stage.HubSpec;
import io.twinoperator.benchmarks.stage.Namespace;
import io.twinoperator.benchmarks.stage.Stage;
import java.time.Duration;
import java.util.Map;

/**
 * A fleet that has come to rest: every twin says what its DeviceConfig asks, and each device has
 * confirmed it. There is one operator at a time, in a process of its own.
 */
final class Fleet implements AutoCloseable {
  /** What the devices' ids begin with. */
  static final String PREFIX = "device";

  private static final String NAME = "fleet";
  private static final String STATUS = " deviceconfigs/status";
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(8);
  private static final Duration TO_CONVERGE = Duration.ofMinutes(8);

  private final Stage stage;
  private final int size;
  private final FleetHub hub;
  private final Namespace namespace;
  private final FleetView view;
  private OperatorUnderTest operator;

  private Fleet(Stage stage, int size) {
    this.stage = stage;
    this.size = size;
    this.hub = stage.hub();
    hub.create(PREFIX, size, FleetHub.Twins.SETTLED);
    hub.connect(PREFIX, size, FleetHub.Answer.ACKNOWLEDGE, LONGEST_ANSWER);
    this.namespace =
        Namespace.create(stage.client(), NAME, hub.address(), HubSpec.unlimited("10s"));
    new Configs(namespace).create(PREFIX, size);
    this.view = FleetView.of(namespace);
    this.operator = stage.operator();
  }

  /** A fleet whose every device is Converged, with an operator that has brought it there. */
  static Fleet atRest(Stage stage, int size) {
    stage.say("Bringing a fleet of " + size + " to rest");
    Fleet fleet = new Fleet(stage, size);
    FleetView.Sightings converged = fleet.view.firstSeen(FleetView::isConverged);
    fleet.operator.start(NAME);
    if (!Await.until(() -> converged.count() >= size, TO_CONVERGE)) {
      fleet.close();
      throw new IllegalStateException(
          "%d of %d DeviceConfigs came to rest".formatted(converged.count(), size));
    }
    return fleet;
  }

  int size() {
    return size;
  }

  FleetHub hub() {
    return hub;
  }

  Namespace namespace() {
    return namespace;
  }

  FleetView view() {
    return view;
  }

  /** Gives the IoTHub other limits, or another interval of sweeps. */
  void change(HubSpec spec) {
    namespace.change(hub.address(), spec);
  }

  /** Ends the operator as a power failure would. */
  void killOperator() {
    operator.kill();
  }

  /** Starts a new process with an operator, and begins to count the hub's answers anew. */
  void startOperator() {
    hub.reset();
    operator = stage.operator();
    operator.start(NAME);
  }

  /** What was asked of the hub and written into statuses since the hub was told to count anew. */
  Toll toll(long statusWritesBefore) {
    return new Toll(hub.counts(), statusWrites() - statusWritesBefore);
  }

  /** Statuses that this operator process has written. */
  long statusWrites() {
    Map<String, Long> calls = operator.kubernetesCalls();
    return calls.entrySet().stream()
        .filter(call -> call.getKey().endsWith(STATUS))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /**
   * What something has cost.
   *
   * @param hub what the hub was asked
   * @param statusWrites statuses that were written
   */
  record Toll(HubCounts hub, long statusWrites) {
    /** Reads and pages of queries. */
    long looks() {
      return hub.reads() + hub.queries();
    }
  }

  @Override
  public void close() {
    operator.close();
    view.close();
    new Configs(namespace).deleteAll();
    hub.close();
  }
}
