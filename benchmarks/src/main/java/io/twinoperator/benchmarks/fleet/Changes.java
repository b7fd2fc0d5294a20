package io.twinoperator.benchmarks.fleet;

/**
 * What devices have noted since they were last told to forget; times are microseconds since 1970,
 * and 0 where there is none.
 *
 * @param heard devices that have heard of a change
 * @param firstHeard when the first of them did
 * @param lastHeard when the last of them did
 * @param firstReported when the first one answered
 * @param lastReported when the last one answered
 */
public record Changes(
    long heard, long firstHeard, long lastHeard, long firstReported, long lastReported) {
  private static final double MICROS = 1e6;

  /** Seconds from the first to the last that heard. */
  public double seconds() {
    return (lastHeard - firstHeard) / MICROS;
  }
}
