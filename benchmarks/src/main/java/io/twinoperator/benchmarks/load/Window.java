package io.twinoperator.benchmarks.load;

import io.twinoperator.benchmarks.report.Statistics;
import java.time.Duration;

/**
 * What was asked in one stretch of time.
 *
 * @param length of the stretch
 * @param inTime how many answers came before its end
 * @param times how long each answer took, the few that came after its end among them
 */
public record Window(Duration length, int inTime, Samples times) {

  /** Answers per second. */
  public double rate() {
    return inTime * 1e9 / length.toNanos();
  }

  /** The median time of an answer, in microseconds. */
  public double medianMicros() {
    return Statistics.median(times.micros());
  }
}
