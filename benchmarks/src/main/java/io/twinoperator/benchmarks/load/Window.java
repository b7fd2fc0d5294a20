package io.twinoperator.benchmarks.load;

import io.twinoperator.benchmarks.report.Statistics;
import java.time.Duration;

/**
 * What was answered in one stretch of time.
 *
 * @param length of the stretch
 * @param times how long each answer took
 */
public record Window(Duration length, Samples times) {

  /** Answers per second. */
  public double rate() {
    return times.size() * 1e9 / length.toNanos();
  }

  /**
   * The median time of an answer, in microseconds.
   *
   * @throws IllegalArgumentException if nothing was answered
   */
  public double medianMicros() {
    return Statistics.median(times.micros());
  }
}
