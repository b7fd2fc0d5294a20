package io.twinoperator.benchmarks.fleetrollout;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.benchmarks.fleet.FleetHub;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a rollout costs by the number of its devices, on a hub without limits: calls to the hub in a
 * pass while it writes, and while it waits for some devices that never answer; at the largest size
 * its memory.
 */
final class Scale {
  private static final int UNITS = 200;
  private static final int SILENT = 10;
  private static final double SAME = 1.1;
  private static final double STATUS_BYTES = 24 * 1024;
  private static final double SECONDS_OF_A_MINUTE = 60;
  private static final String STATUS = "fleetrollouts/status";
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private final Stage stage;
  private final Sizes sizes;

  Scale(Stage stage, Sizes sizes) {
    this.stage = stage;
    this.sizes = sizes;
  }

  /**
   * What was counted of a rollout.
   *
   * @param devices of it
   * @param writing calls to the hub in a pass until all but the silent ones had converged
   * @param waiting the same while only those were waited for
   * @param seconds until all but the silent ones had converged
   * @param statusWrites a minute, until then
   */
  private record Cost(
      int devices,
      double writing,
      double waiting,
      double seconds,
      double statusWrites,
      long heap,
      long ledgerBytes,
      long statusBytes) {}

  /** Measures. */
  List<Row> measure() {
    List<Cost> costs = new ArrayList<>();
    for (int devices : sizes.scale()) {
      costs.add(cost(devices));
    }
    return rows(costs);
  }

  private Cost cost(int devices) {
    stage.say("Rolling out to %,d devices of a hub without limits".formatted(devices));
    String name = "scale-" + devices;
    HubLimits limits = HubLimits.of(Tier.S3, UNITS);
    try (Bench bench = new Bench(stage, name, limits, HubSpec.unlimited("24h"))) {
      bench.settle(name, "good", devices - SILENT, FleetHub.Answer.ACKNOWLEDGE);
      bench.settle(name, "silent", SILENT, FleetHub.Answer.SILENT);
      Meter writing = new Meter(bench);
      Instant applied = bench.apply(Change.atOnce(name));
      boolean all =
          bench.await(
              () -> converged(bench, name) >= devices - SILENT,
              PATIENCE,
              "of %,d devices %,d converged".formatted(devices, converged(bench, name)));
      double seconds = Bench.seconds(applied, Instant.now());
      double minutes = seconds / SECONDS_OF_A_MINUTE;
      double statusWrites = writing.statusWrites() / minutes;
      double perPass = writing.callsOfAPass();
      Meter waiting = new Meter(bench);
      Await.pass(Duration.ofSeconds(sizes.window()));
      return new Cost(
          devices,
          all ? perPass : Double.NaN,
          all ? waiting.callsOfAPass() : Double.NaN,
          all ? seconds : Double.NaN,
          all ? statusWrites : Double.NaN,
          bench.operator().heap(),
          bench.watch().ledgerBytes(),
          bytes(bench.watch().status(name)));
    }
  }

  private static long converged(Bench bench, String name) {
    return bench.watch().status(name).at("/counts/converged").asLong();
  }

  private static long bytes(JsonNode status) {
    return status.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  private List<Row> rows(List<Cost> costs) {
    List<Row> rows = new ArrayList<>();
    Cost largest = costs.get(costs.size() - 1);
    Cost middle = costs.get(costs.size() - 2);
    rows.add(same("calls a pass, writing", largest.writing(), middle.writing(), largest, middle));
    rows.add(same("calls a pass, waiting", largest.waiting(), middle.waiting(), largest, middle));
    for (Cost cost : costs) {
      rows.add(detail("calls a pass of %,d, writing", cost, Unit.COUNT, cost.writing()));
      rows.add(detail("calls a pass of %,d, waiting", cost, Unit.COUNT, cost.waiting()));
      rows.add(detail("start to converged, %,d", cost, Unit.SECONDS, cost.seconds()));
      rows.add(detail("status writes a minute of %,d", cost, Unit.COUNT, cost.statusWrites()));
      rows.add(detail("heap of the operator, %,d", cost, Unit.BYTES, (double) cost.heap()));
      rows.add(detail("ledger of %,d", cost, Unit.BYTES, (double) cost.ledgerBytes()));
    }
    rows.add(
        new Line(
            "status of %,d".formatted(largest.devices()),
            Unit.BYTES,
            List.of(Round.count(largest.statusBytes())),
            Goal.atMost(STATUS_BYTES)));
    return rows;
  }

  private static Line same(String name, double ours, double baseline, Cost one, Cost other) {
    return new Line(
        "%s, %,d of %,d".formatted(name, one.devices(), other.devices()),
        Unit.COUNT,
        List.of(new Round(ours, baseline)),
        Goal.times(SAME));
  }

  private static Detail detail(String name, Cost cost, Unit unit, double value) {
    return Detail.of(name.formatted(cost.devices()), unit, value);
  }

  /** Counts from now on. */
  private static final class Meter {
    private final Bench bench;
    private final long calls;
    private final long passes;
    private final long statusWrites;

    Meter(Bench bench) {
      this.bench = bench;
      this.calls = bench.hub().counts().calls();
      this.passes = bench.operator().rolloutPasses();
      this.statusWrites = statuses(bench);
    }

    /** No number if there was no pass. */
    double callsOfAPass() {
      double made = bench.hub().counts().calls() - calls;
      long ended = bench.operator().rolloutPasses() - passes;
      return ended == 0 ? Double.NaN : made / ended;
    }

    double statusWrites() {
      return statuses(bench) - statusWrites;
    }

    private static long statuses(Bench bench) {
      return bench.operator().kubernetesCalls().entrySet().stream()
          .filter(call -> call.getKey().endsWith(STATUS))
          .mapToLong(Map.Entry::getValue)
          .sum();
    }
  }
}
