package io.twinoperator.iothub.sweep;

import io.twinoperator.hub.HubHost;
import io.twinoperator.iothub.DeviceChanges;
import io.twinoperator.iothub.HubDirectory;
import io.twinoperator.iothub.HubKey;
import io.twinoperator.iothub.HubSweeping;
import io.twinoperator.iothub.SweepReading;
import io.twinoperator.iothub.SweepStanding;
import io.twinoperator.iothub.WatchedDevices;
import io.twinoperator.reconcile.LogContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One sweep for each host that an IoTHub names, however many do; it ends with the last of them. */
public final class HubSweeps implements HubSweeping {

  private static final Logger log = LoggerFactory.getLogger(HubSweeps.class);
  private static final Duration AFTER_A_BUG = Duration.ofMinutes(1);

  /** A step is one call to a hub, which ends within a minute. */
  private static final Duration HANGING = Duration.ofMinutes(10);

  private final HubDirectory directory;
  private final WatchedDevices watched;
  private final DeviceChanges changes;
  private final SweepPace pace;
  private final InstantSource clock;
  private final DoubleSupplier random;
  private final Later later;
  private final Map<HubHost, HubSweep> sweeps = new HashMap<>();
  private final Map<HubHost, Instant> due = new ConcurrentHashMap<>();
  private final List<Consumer<HubHost>> listeners = new CopyOnWriteArrayList<>();

  /**
   * Sweeps that begin by themselves as the directory comes to know hosts.
   *
   * @param watched the devices to look for; nothing is swept before all are known
   * @param changes told of every device as it was seen
   * @param random 0 to 1, to spread what is tried again
   */
  public HubSweeps(
      HubDirectory directory,
      WatchedDevices watched,
      DeviceChanges changes,
      SweepPace pace,
      InstantSource clock,
      DoubleSupplier random,
      Later later) {
    this.directory = directory;
    this.watched = watched;
    this.changes = changes;
    this.pace = pace;
    this.clock = clock;
    this.random = random;
    this.later = later;
    directory.onChange(this::changed);
  }

  /** How far each host's sweeping is. */
  public synchronized List<SweepReading> readings() {
    return sweeps.values().stream().map(HubSweep::reading).toList();
  }

  /**
   * Hosts whose next step should have been taken long ago: their sweep hangs. A hub that does not
   * answer is none of them, since it is asked again and again.
   */
  public Set<HubHost> hanging() {
    Instant longAgo = clock.instant().minus(HANGING);
    return due.entrySet().stream()
        .filter(step -> step.getValue().isBefore(longAgo))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public synchronized SweepStanding standing(HubHost host) {
    HubSweep known = sweeps.get(host);
    return known == null ? new SweepStanding.Undecided() : known.standing();
  }

  @Override
  public void onStanding(Consumer<HubHost> listener) {
    listeners.add(listener);
  }

  private void changed(HubKey hub) {
    directory.hostOf(hub).ifPresent(this::changed);
  }

  private synchronized void changed(HubHost host) {
    HubSweep known = sweeps.get(host);
    if (known != null) {
      known.reconsider();
      return;
    }
    HubSweep begun = new HubSweep(host, directory, watched, changes, pace, clock, random);
    sweeps.put(host, begun);
    later.after(Duration.ZERO, () -> run(host, begun));
  }

  private void run(HubHost host, HubSweep sweep) {
    if (hasEnded(host)) {
      return;
    }
    SweepStanding before = sweep.standing();
    Duration next;
    try {
      next = LogContext.of(host, sweep::step);
    } catch (RuntimeException e) {
      log.error("Sweep of {} failed; going on in {}", host, AFTER_A_BUG, e);
      next = AFTER_A_BUG;
    }
    if (!sweep.standing().equals(before)) {
      listeners.forEach(listener -> listener.accept(host));
    }
    due.put(host, clock.instant().plus(next));
    later.after(next, () -> run(host, sweep));
  }

  private synchronized boolean hasEnded(HubHost host) {
    boolean ended = directory.hubsOf(host).isEmpty();
    if (ended) {
      sweeps.remove(host);
      due.remove(host);
    }
    return ended;
  }
}
