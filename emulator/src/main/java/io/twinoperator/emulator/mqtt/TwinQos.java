package io.twinoperator.emulator.mqtt;

/** The quality of service of answers about twins and of desired notifications. */
public enum TwinQos {
  /**
   * Default: that of the device's subscription, as Microsoft's edgeHub does (azure-iot-sdk-python
   * issue 632 shows it). A device need not acknowledge; nothing is sent again.
   */
  AS_SUBSCRIBED,
  /** 0, whatever the subscription, as that of direct methods. */
  AT_MOST_ONCE
}
