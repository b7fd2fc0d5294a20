package io.twinoperator.emulator.mqtt;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.twinoperator.emulator.hub.DeviceLink;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a device has subscribed to, with the quality of service it was granted. Those of a
 * persistent session are kept with its identity in the hub.
 */
final class Subscriptions {
  private final EnumMap<DeviceFilter, MqttQoS> granted = new EnumMap<>(DeviceFilter.class);
  private final DeviceLink link;
  private final boolean persistent;
  private final boolean kept;

  private Subscriptions(DeviceLink link, boolean persistent, boolean kept) {
    this.link = link;
    this.persistent = persistent;
    this.kept = kept;
  }

  /**
   * Those a session begins with: none when it is clean, otherwise what the one before left.
   *
   * @param clean CleanSession of CONNECT
   */
  static Subscriptions of(DeviceLink link, boolean clean) {
    if (clean) {
      link.forgetSession();
      return new Subscriptions(link, false, false);
    }
    Optional<Map<String, Integer>> left = link.keptSubscriptions();
    Subscriptions subscriptions = new Subscriptions(link, true, left.isPresent());
    left.orElse(Map.of())
        .forEach(
            (filter, qos) ->
                subscriptions.granted.put(DeviceFilter.valueOf(filter), MqttQoS.valueOf(qos)));
    subscriptions.keep();
    return subscriptions;
  }

  /** Whether there was a session to go on with: the flag of CONNACK. */
  boolean wereKept() {
    return kept;
  }

  boolean contains(DeviceFilter filter) {
    return granted.containsKey(filter);
  }

  Optional<MqttQoS> granted(DeviceFilter filter) {
    return Optional.ofNullable(granted.get(filter));
  }

  /** The hub grants at most 1 (Azure documents, MQTT). */
  MqttQoS add(DeviceFilter filter, MqttQoS asked) {
    MqttQoS qos = asked == MqttQoS.AT_MOST_ONCE ? MqttQoS.AT_MOST_ONCE : MqttQoS.AT_LEAST_ONCE;
    granted.put(filter, qos);
    keep();
    return qos;
  }

  void remove(DeviceFilter filter) {
    granted.remove(filter);
    keep();
  }

  private void keep() {
    if (persistent) {
      Map<String, Integer> names = new HashMap<>();
      granted.forEach((filter, qos) -> names.put(filter.name(), qos.value()));
      link.keepSubscriptions(names);
    }
  }
}
