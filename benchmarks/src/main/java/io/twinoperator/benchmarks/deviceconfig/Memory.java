package io.twinoperator.benchmarks.deviceconfig;

import io.twinoperator.benchmarks.contender.OperatorUnderTest;
import io.twinoperator.benchmarks.fleet.FleetHub;
import io.twinoperator.benchmarks.kube.StandIn;
import io.twinoperator.benchmarks.report.Goal;
import io.twinoperator.benchmarks.report.Line;
import io.twinoperator.benchmarks.report.Round;
import io.twinoperator.benchmarks.report.Row;
import io.twinoperator.benchmarks.report.Unit;
import io.twinoperator.benchmarks.stage.Await;
import io.twinoperator.benchmarks.stage.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The heap that DeviceConfigs take in an operator, made from a sample file: in the informer's cache
 * alone, and in a whole operator that has come to rest. What the same process takes for ten of them
 * is not counted.
 */
final class Memory {
  private static final int FEW = 10;
  private static final double IN_CACHE = 6 * 1024;
  private static final double ALL_TOLD = 10 * 1024;
  private static final long MEGABYTE = 1024 * 1024;
  private static final Duration SETTLED = Duration.ofSeconds(3);
  private static final Duration QUIET = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Stage stage;
  private final Sizes sizes;

  Memory(Stage stage, Sizes sizes) {
    this.stage = stage;
    this.sizes = sizes;
  }

  /** Measures. */
  List<Row> measure() {
    List<Row> rows = new ArrayList<>();
    try (FleetHub hub = stage.hub();
        StandIn api = new StandIn()) {
      hold(hub, api, FEW);
      for (int count : sizes.memory()) {
        stage.say("Measuring the heap of %,d DeviceConfigs".formatted(count));
        hold(hub, api, count);
        rows.add(
            line("heap in the cache, each of %,d", IN_CACHE, count, heap(api, count, this::cache)));
        rows.add(
            line(
                "heap all told, each of %,d",
                ALL_TOLD,
                count,
                heap(api, count, (operator, namespace) -> whole(hub, operator, namespace))));
      }
    }
    return rows;
  }

  private static Line line(String name, double limit, int count, double bytes) {
    return new Line(
        name.formatted(count), Unit.BYTES, List.of(Round.alone(bytes)), Goal.atMost(limit));
  }

  private static void hold(FleetHub hub, StandIn api, int count) {
    String prefix = "of" + count;
    hub.create(prefix, count, FleetHub.Twins.SETTLED);
    api.hold(namespace(count), prefix, count, hub.address());
  }

  private static String namespace(int count) {
    return "fleet-" + count;
  }

  private double heap(StandIn api, int count, BiConsumer<OperatorUnderTest, String> fill) {
    try (OperatorUnderTest operator = stage.operator(api.kubeconfig())) {
      fill.accept(operator, namespace(FEW));
      long few = settledHeap(operator);
      operator.stop();
      fill.accept(operator, namespace(count));
      return (double) (settledHeap(operator) - few) / count;
    }
  }

  /** What a list left behind is not gone the moment its cache is full. */
  private long settledHeap(OperatorUnderTest operator) {
    if (!Await.quiet(() -> operator.heap() / MEGABYTE, SETTLED, PATIENCE)) {
      stage.miss("the heap did not settle");
    }
    return operator.heap();
  }

  private void cache(OperatorUnderTest operator, String namespace) {
    operator.fillCache(namespace);
  }

  private void whole(FleetHub hub, OperatorUnderTest operator, String namespace) {
    operator.start(namespace);
    boolean rests = Await.quiet(() -> hub.counts().calls() + written(operator), QUIET, PATIENCE);
    if (!rests) {
      stage.miss("the operator did not come to rest in " + namespace);
    }
  }

  private static long written(OperatorUnderTest operator) {
    return operator.kubernetesCalls().entrySet().stream()
        .filter(call -> call.getKey().endsWith("/status"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
