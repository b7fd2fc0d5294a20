package io.twinoperator.iothub;

import io.twinoperator.hub.HubConfiguration;
import io.twinoperator.hub.HubHost;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The configurations of automatic device management as they were last read from each hub; shared by
 * all IoTHubs of a host. A hub applies a change of its own within five minutes, and this is as much
 * behind at most. While a hub does not answer, the last reading stands.
 */
public final class HubConfigurations {

  private final Map<HubHost, List<HubConfiguration>> byHost = new ConcurrentHashMap<>();
  private final List<Consumer<HubHost>> listeners = new CopyOnWriteArrayList<>();

  /**
   * The configurations of a hub, strongest first; empty if it has not been read since this process
   * began, or may not be read with the credentials that there are.
   */
  public Optional<List<HubConfiguration>> of(HubHost host) {
    return Optional.ofNullable(byHost.get(host));
  }

  /**
   * Asks to be told of every host whose configurations are others than before. Listeners must
   * return quickly and must not throw.
   */
  public void onChange(Consumer<HubHost> listener) {
    listeners.add(listener);
  }

  /** Takes note of a reading. */
  void seen(HubHost host, List<HubConfiguration> configurations) {
    List<HubConfiguration> now = List.copyOf(configurations);
    if (!now.equals(byHost.put(host, now))) {
      listeners.forEach(listener -> listener.accept(host));
    }
  }

  /** Forgets the hosts that no IoTHub names any more. */
  void retain(Predicate<HubHost> isNamed) {
    byHost.keySet().removeIf(host -> !isNamed.test(host));
  }
}
