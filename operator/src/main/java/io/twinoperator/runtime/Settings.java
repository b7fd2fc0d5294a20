package io.twinoperator.runtime;

import io.twinoperator.deviceconfig.Pace;
import io.twinoperator.iothub.sweep.SweepPace;
import java.time.Duration;
import java.util.Set;

/**
 * What can be set of an operator.
 *
 * @param namespaces those it serves; empty for all
 * @param threads passes that run at once at most
 * @param pace when devices are read again
 * @param sweep how much of a hub is taken to find the devices that have moved
 */
public record Settings(Set<String> namespaces, int threads, Pace pace, SweepPace sweep) {

  /** How long the operator waits for its caches when it starts, before it goes on without them. */
  static final Duration START_PATIENCE = Duration.ofSeconds(30);

  /** How long passes under way may take to end when the operator is stopped. */
  static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

  private static final int THREADS = 50;

  /** Copies the namespaces. */
  public Settings {
    namespaces = Set.copyOf(namespaces);
  }

  /** Serves all namespaces. */
  public static Settings standard() {
    return new Settings(Set.of(), THREADS, Pace.STANDARD, SweepPace.STANDARD);
  }

  /** The same for some namespaces only; none means all. */
  public Settings inNamespaces(Set<String> only) {
    return new Settings(only, threads, pace, sweep);
  }
}
