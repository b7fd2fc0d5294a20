package io.twinoperator.fleetrollout.simulation;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Everything random of one subject of a run. Subjects draw apart, so that a run without crashes has
 * the world of the run with them.
 */
final class Dice {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final SplittableRandom random;

  /** The dice of a subject in the run of that seed. */
  Dice(long seed, String subject) {
    this.random = new SplittableRandom(seed * GOLDEN ^ subject.hashCode());
  }

  /** True so often, 0 to 1. */
  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** A number from one to the other, both included. */
  int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  /** A share from one to the other. */
  double share(double least, double most) {
    return least + random.nextDouble() * (most - least);
  }

  /** A duration from one to the other; short ones are as likely as long ones of ten times that. */
  Duration between(Duration least, Duration most) {
    double low = Math.log((double) Math.max(1, least.toMillis()));
    double high = Math.log((double) Math.max(1, most.toMillis()));
    return Duration.ofMillis(Math.round(Math.exp(share(low, high))));
  }

  /** A duration up to that, all equally likely. */
  Duration within(Duration most) {
    return Duration.ofMillis(random.nextLong(most.toMillis() + 1));
  }

  /** A number of devices: log-distributed around the median, within 1 and the most. */
  int logNormal(int median, double sigma, int most) {
    double drawn = median * Math.exp(sigma * random.nextGaussian());
    return (int) Math.max(1, Math.min(most, Math.round(drawn)));
  }

  /** One of these. */
  @SafeVarargs
  final <T> T pick(T... options) {
    return options[random.nextInt(options.length)];
  }

  /** One of these. */
  <T> T pick(List<T> options) {
    return options.get(random.nextInt(options.size()));
  }
}
