package io.twinoperator.hub;

import java.time.Duration;
import java.time.Instant;

/**
 * Notices that a hub takes longer and longer to answer: before it refuses calls it lets them wait
 * (traffic shaping, IoT Hub quotas and throttling). Calls count as slow while the smoothed latency
 * is {@value #TIMES} times the lowest seen in the last five to ten minutes, and at least a second
 * above it. Not safe for threads.
 */
final class LatencyWatch {

  /** How much of a new latency goes into the smoothed one. */
  static final double WEIGHT = 0.1;

  /** So many times the lowest latency is slow. */
  static final double TIMES = 3;

  /**
   * What is less than this above the lowest may be the network's, or a busy machine's of our own; a
   * hub that lets calls queue has them wait for seconds.
   */
  static final Duration LEAST_RISE = Duration.ofSeconds(1);

  /** The lowest is forgotten after one to two of these. */
  static final Duration WINDOW = Duration.ofMinutes(5);

  /** What is longer was no answer's doing: the clock was moved. */
  static final Duration LONGEST = Duration.ofSeconds(30);

  private double smoothed = Double.NaN;
  private double lowest = Double.POSITIVE_INFINITY;
  private double lowestBefore = Double.POSITIVE_INFINITY;
  private Instant windowBegan = Instant.MIN;

  /** Takes in how long one answer took; says whether the hub is slow now. */
  boolean isSlowAfter(Duration latency, Instant now) {
    double millis = Math.min(LONGEST.toMillis(), Math.max(0, latency.toMillis()));
    if (windowBegan.equals(Instant.MIN)) {
      windowBegan = now;
    }
    if (!now.isBefore(windowBegan.plus(WINDOW))) {
      lowestBefore = lowest;
      lowest = Double.POSITIVE_INFINITY;
      windowBegan = now;
    }
    smoothed = Double.isNaN(smoothed) ? millis : smoothed + WEIGHT * (millis - smoothed);
    lowest = Math.min(lowest, smoothed);
    double usual = Math.min(lowest, lowestBefore);
    return smoothed >= TIMES * usual && smoothed - usual >= LEAST_RISE.toMillis();
  }
}
