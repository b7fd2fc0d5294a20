package io.twinoperator.benchmarks.deviceconfig;

import io.twinoperator.benchmarks.report.Detail;
import io.twinoperator.benchmarks.report.Goal;
import io.twinoperator.benchmarks.report.Line;
import io.twinoperator.benchmarks.report.Round;
import io.twinoperator.benchmarks.report.Row;
import io.twinoperator.benchmarks.report.Statistics;
import io.twinoperator.benchmarks.report.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * The rounds of the cold apply as rows of the report.
 *
 * @param count DeviceConfigs of each
 * @param ours by the operator
 * @param loops by the plain loop, as many
 * @param watching by the same loop with a cache that follows the objects, once
 */
record ColdApplyRows(int count, List<Effort> ours, List<Effort> loops, Effort watching) {
  private static final double LIMIT = 1.1;

  List<Row> rows() {
    List<Round> rounds = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      rounds.add(new Round(ours.get(i).seconds(), loops.get(i).seconds()));
    }
    List<Row> rows = new ArrayList<>();
    rows.add(
        new Line(
            "cold apply of %,d, of a plain loop".formatted(count),
            Unit.SECONDS,
            rounds,
            Goal.times(LIMIT)));
    rows.add(
        new Detail(
            "cold apply, of a loop that also watches",
            Unit.SECONDS,
            median(ours, Effort::seconds),
            watching.seconds()));
    rows.add(detail("CPU of the API server", Unit.SECONDS, Effort::apiServerCpu));
    rows.add(detail("CPU of who does it", Unit.SECONDS, Effort::ownCpu));
    rows.add(detail("CPU of the emulator", Unit.SECONDS, Effort::emulatorCpu));
    rows.add(detail("hub: twin reads", Unit.COUNT, effort -> effort.hub().reads()));
    rows.add(detail("hub: twin writes", Unit.COUNT, effort -> effort.hub().writes()));
    rows.add(detail("hub: query pages", Unit.COUNT, effort -> effort.hub().queries()));
    kubernetes()
        .forEach(
            name ->
                rows.add(
                    detail(
                        "Kubernetes: " + name,
                        Unit.COUNT,
                        effort -> effort.kubernetes().getOrDefault(name, 0L))));
    return rows;
  }

  private Set<String> kubernetes() {
    Set<String> names = new TreeSet<>();
    ours.forEach(effort -> names.addAll(effort.kubernetes().keySet()));
    loops.forEach(effort -> names.addAll(effort.kubernetes().keySet()));
    names.removeIf(name -> !name.contains("deviceconfigs") || name.startsWith("watch"));
    return names;
  }

  private Detail detail(String name, Unit unit, ToDoubleFunction<Effort> of) {
    return new Detail(name, unit, median(ours, of), median(loops, of));
  }

  private static double median(List<Effort> efforts, ToDoubleFunction<Effort> of) {
    return Statistics.median(efforts.stream().mapToDouble(of).toArray());
  }
}
