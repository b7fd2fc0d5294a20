package io.twinoperator.emulator.mqtt;

import java.time.Duration;

/**
 * How devices are served over MQTT.
 *
 * @param connectTimeout how long a connection may stay without a CONNECT; of the wall clock
 * @param refusedSubscription what an unknown topic filter does
 * @param twinQos the quality of service of what a device hears of its twin
 */
public record MqttSettings(
    Duration connectTimeout, RefusedSubscription refusedSubscription, TwinQos twinQos) {

  /** 30 s for a CONNECT, as Azure's documents say of MQTT 5; every switch at its default. */
  public static MqttSettings defaults() {
    return new MqttSettings(
        Duration.ofSeconds(30), RefusedSubscription.CLOSES, TwinQos.AS_SUBSCRIBED);
  }
}
