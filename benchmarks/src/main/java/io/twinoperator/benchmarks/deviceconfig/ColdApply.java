package io.twinoperator.benchmarks.deviceconfig;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.benchmarks.contender.OperatorUnderTest;
import io.twinoperator.benchmarks.contender.PlainLoop;
import io.twinoperator.benchmarks.fleet.FleetHub;
import io.twinoperator.benchmarks.report.Row;
import io.twinoperator.benchmarks.stage.Await;
import io.twinoperator.benchmarks.stage.Crowd;
import io.twinoperator.benchmarks.stage.HubSpec;
import io.twinoperator.benchmarks.stage.Namespace;
import io.twinoperator.benchmarks.stage.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Objects that are there and have never been looked at, until each says that the hub stores what it
 * asks: by the operator, and by a plain loop that makes the same calls. Both are in processes of
 * their own that have done as much before, each time with objects and devices of their own: else
 * whoever is first pays for what the compiler makes of the emulator. The devices are off, so that
 * nobody has an answer of theirs to read.
 */
final class ColdApply {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Stage stage;
  private final Sizes sizes;
  private String status = "{}";

  ColdApply(Stage stage, Sizes sizes) {
    this.stage = stage;
    this.sizes = sizes;
  }

  /** Measures. */
  List<Row> measure() {
    List<Effort> ours = new ArrayList<>();
    List<Effort> loops = new ArrayList<>();
    Effort watching;
    try (FleetHub hub = stage.hub();
        OperatorUnderTest operator = stage.operator();
        PlainLoop loop = stage.plainLoop()) {
      stage.say("Warming up with " + sizes.cold() + " DeviceConfigs each");
      byOperator(hub, operator, "warm-operator", sizes.cold());
      byLoop(hub, loop, "warm-loop", sizes.cold());
      for (int round = 1; round <= sizes.rounds(); round++) {
        String of = " of round " + round + " of " + sizes.rounds();
        if (round % 2 == 1) {
          stage.say("Applying " + sizes.cold() + " DeviceConfigs by the operator" + of);
          ours.add(byOperator(hub, operator, "operator-" + round, sizes.cold()));
        }
        stage.say("Applying " + sizes.cold() + " DeviceConfigs by the plain loop" + of);
        loops.add(byLoop(hub, loop, "loop-" + round, sizes.cold()));
        if (round % 2 == 0) {
          stage.say("Applying " + sizes.cold() + " DeviceConfigs by the operator" + of);
          ours.add(byOperator(hub, operator, "operator-" + round, sizes.cold()));
        }
      }
      stage.say("Applying as many by the plain loop with a cache that follows them");
      watching = byWatchingLoop(hub, loop, "watching-loop", sizes.cold());
    }
    return new ColdApplyRows(sizes.cold(), ours, loops, watching).rows();
  }

  private Effort byOperator(FleetHub hub, OperatorUnderTest operator, String name, int count) {
    try {
      return timed(
          hub, name, count, () -> operator.start(name), operator::cpu, operator::kubernetesCalls);
    } finally {
      operator.stop();
    }
  }

  private Effort byLoop(FleetHub hub, PlainLoop loop, String name, int count) {
    return timed(
        hub,
        name,
        count,
        () -> loop.run(name, Crowd.THREADS, status, hub.address()),
        loop::cpu,
        loop::kubernetesCalls);
  }

  private Effort byWatchingLoop(FleetHub hub, PlainLoop loop, String name, int count) {
    return timed(
        hub,
        name,
        count,
        () -> loop.runWatching(name, Crowd.THREADS, status, hub.address()),
        loop::cpu,
        loop::kubernetesCalls);
  }

  private Effort timed(
      FleetHub hub,
      String name,
      int count,
      Runnable work,
      Supplier<Duration> cpu,
      Supplier<Map<String, Long>> calls) {
    hub.create(name, count, FleetHub.Twins.FRESH);
    Namespace namespace =
        Namespace.create(stage.client(), name, hub.address(), HubSpec.unlimited("24h"));
    new Configs(namespace).create(name, count);
    try (FleetView view = FleetView.of(namespace)) {
      FleetView.Sightings synced = view.firstSeen(FleetView::isSynced);
      hub.reset();
      Effort.Meter meter = new Effort.Meter(stage.api(), hub, cpu, calls);
      work.run();
      boolean all = Await.until(() -> synced.count() >= count, PATIENCE);
      Effort effort = meter.read();
      if (!all) {
        stage.miss("%s: %d of %d were Synced".formatted(name, synced.count(), count));
      }
      status = statusOf(view.all().get(0));
      return all ? effort : effort.unfinished();
    } finally {
      new Configs(namespace).deleteAll();
    }
  }

  /** What the plain loop writes is what an operator has written before. */
  private static String statusOf(DeviceConfig config) {
    return Serialization.asJson(config.getStatus());
  }
}
