package io.twinoperator.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Measures ours and the baseline in turn, so that whatever else the machine does meets both. Who
 * begins changes from round to round.
 *
 * @param warmUps rounds whose figures are thrown away
 * @param rounds that count
 */
public record Interleaved(int warmUps, int rounds) {

  /** Measures. */
  public List<Round> measure(DoubleSupplier ours, DoubleSupplier baseline) {
    List<Round> measured = new ArrayList<>();
    for (int i = 0; i < warmUps + rounds; i++) {
      measured.add(i % 2 == 0 ? baselineFirst(ours, baseline) : oursFirst(ours, baseline));
    }
    return List.copyOf(measured.subList(warmUps, measured.size()));
  }

  private static Round baselineFirst(DoubleSupplier ours, DoubleSupplier baseline) {
    double its = baseline.getAsDouble();
    return new Round(ours.getAsDouble(), its);
  }

  private static Round oursFirst(DoubleSupplier ours, DoubleSupplier baseline) {
    return new Round(ours.getAsDouble(), baseline.getAsDouble());
  }
}
