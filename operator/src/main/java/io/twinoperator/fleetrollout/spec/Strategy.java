package io.twinoperator.fleetrollout.spec;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * In which waves, in which order and how fast.
 *
 * @param waves in order; the last one takes what the others leave
 * @param maxConcurrency devices that may be written and not yet have answered
 * @param disruptionBudget the same for each group of devices
 * @param rate devices that may be written in a minute; empty if nothing but the hub bounds it
 * @param progressDeadline how long an online device may take to confirm
 * @param retries tries after the first of a write that the hub refused
 */
public record Strategy(
    List<WaveSpec> waves,
    Order order,
    int maxConcurrency,
    Optional<DisruptionBudget> disruptionBudget,
    Optional<Rate> rate,
    Duration progressDeadline,
    int retries) {
  /** Devices under way at once where nothing is said. */
  public static final int DEFAULT_MAX_CONCURRENCY = 500;

  /** The deadline where nothing is said. */
  public static final Duration DEFAULT_PROGRESS_DEADLINE = Duration.ofMinutes(30);

  /** Tries after the first where nothing is said. */
  public static final int DEFAULT_RETRIES = 2;

  /** Copies the waves. */
  public Strategy {
    waves = List.copyOf(waves);
  }

  /** The default of everything but waves and order. */
  public static Strategy of(List<WaveSpec> waves, Order order) {
    return new Strategy(
        waves,
        order,
        DEFAULT_MAX_CONCURRENCY,
        Optional.empty(),
        Optional.empty(),
        DEFAULT_PROGRESS_DEADLINE,
        DEFAULT_RETRIES);
  }

  /** The names of the waves, in order. */
  public List<String> waveNames() {
    return waves.stream().map(WaveSpec::name).toList();
  }
}
