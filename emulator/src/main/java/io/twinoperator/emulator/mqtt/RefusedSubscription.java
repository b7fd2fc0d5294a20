package io.twinoperator.emulator.mqtt;

/** What happens to a device that subscribes to a topic filter the hub does not know. */
public enum RefusedSubscription {
  /**
   * Default: the hub ends the connection (azure-iot-middleware-freertos pull request 89: "IoT Hub
   * would disconnect if there was a problem subscribing").
   */
  CLOSES,
  /** SUBACK has 0x80 for it, as MQTT 3.1.1 allows. */
  FAILS_IN_SUBACK
}
